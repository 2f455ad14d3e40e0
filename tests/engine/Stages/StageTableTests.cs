using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Tests.Stages;

/// <summary>What operators read must not change by accident, and a wrong table is found before a worker runs.</summary>
public sealed class StageTableTests
{
    private enum Many : byte
    {
        Last = StageDescriptor.MostReasons - 1,
        OneTooMany,
    }

    private enum Wide
    {
        Reason,
    }

    [Fact]
    public void The_names_of_stages_and_the_order_in_which_they_are_told_stay() => Assert.Equal(
        ["decapsulate", "collect", "bridge", "coalesce", "deliver", "encapsulate", "handoff", "kernel"],
        StandardStages.Table.Rows.Select(row => row.Name));

    [Fact]
    public void The_stages_that_drop_frames_name_their_reasons() => Assert.Equal(
        ["DecapsulateDrop", "CollectDrop", "BridgeDrop", null, "DeliverDrop", "EncapsulateDrop", "HandoffDrop", null],
        StandardStages.Table.Rows.Select(row => row.Drops?.Name));

    [Fact]
    public void Every_id_has_a_row() => Assert.All(Enum.GetValues<StageId>(), id => Assert.Equal(id, StandardStages.Table[id].Id));

    [Theory]
    [InlineData("deliver: at this place", StageSection.ToPort, StageExits.ToPort, StageId.Handoff)] // Deliver hands frames to a lane
    [InlineData("encapsulate: at this place", StageSection.ToWire, StageExits.ToWire, StageId.Handoff)]
    [InlineData("bridge: at this place", StageSection.Bridge, StageExits.ToBridge, StageId.Coalesce)]
    [InlineData("dummy: at this place", StageSection.ToPort, StageExits.ToWire, StageId.Deliver)]
    [InlineData("dummy: at this place", StageSection.ToPort, StageExits.ToLane, StageId.Deliver)]
    [InlineData("dummy: at this place", StageSection.FromWire, StageExits.ToPort, StageId.Collect)]
    public void A_stage_whose_frames_would_not_get_on_is_refused(string why, StageSection section, StageExits exits, StageId before) =>
        Refused(why, () => StandardStages.Table.With(Dummy("dummy", section, exits), before));

    [Fact]
    public void A_name_is_given_once() => Refused("two stages are named bridge", () => With(Dummy("bridge")));

    [Fact]
    public void An_id_is_given_once() => Refused(
        "again: the id", () => With(RunnableStage.Of<BridgeStage>("again", StageSection.ToPort, StageExits.ToPort)));

    [Fact]
    public void Ids_leave_no_gap() => Refused("kernel: the id", () => new StageTable([.. StandardStages.Table.Rows.Skip(1)]));

    [Theory]
    [InlineData(typeof(Many))]
    [InlineData(typeof(Wide))]
    [InlineData(typeof(byte))]
    public void Reasons_have_room_in_a_row_of_counters(Type reasons) =>
        Refused("dummy: ", () => With(Dummy("dummy") with { Drops = reasons }));

    [Fact]
    public void A_section_without_a_stage_is_refused() => Refused(
        "ToWire has no stage",
        () => new StageTable([.. StandardStages.Table.Rows.SkipLast(3), StageDescriptor.Between(StageId.Encapsulate, "none")]));

    [Fact]
    public void What_steering_knows_is_one_row_each() => Refused(
        "the steered stages", () => With(Dummy("dummy") with { HandedOver = StandardStages.Table[StageId.Coalesce].HandedOver }));

    private static StageTable With(StageDescriptor row) => StandardStages.Table.With(row, StageId.Coalesce);

    private static RunnableStage Dummy(string name, StageSection section = StageSection.ToPort, StageExits exits = StageExits.ToPort) =>
        RunnableStage.Of<DummyStage>(name, section, exits);

    private static void Refused(string why, Func<StageTable> make) =>
        Assert.StartsWith(why, Assert.Throws<ArgumentException>(() => { make(); }).Message, StringComparison.Ordinal);
}
