using Falcon.Api;
using Falcon.Engine.Accounting;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Tests.Stages;

/// <summary>An added stage loses nothing, keeps the order, and is counted and paid for like the others, wherever it is.</summary>
public sealed class AddedStageTests
{
    private static readonly int[] s_accounts =
        [Accounts.Host, Accounts.OfPort(0), Accounts.OfPort(1), Accounts.OfPort(2), Accounts.OfOverlay(0), Accounts.OfOverlay(1)];

    /// <summary>Before each stage, and behind those that Bridge follows.</summary>
    public static TheoryData<StageSection, StageId> Places
    {
        get
        {
            var places = new TheoryData<StageSection, StageId>();
            StageDescriptor[] rows = [.. StandardStages.Table.Rows.Where(row => row.Section <= StageSection.Between)];
            foreach ((StageDescriptor row, StageDescriptor next) in rows.Zip(rows.Skip(1)))
            {
                places.Add(row.Section, row.Id);
                if (row.Exits == StageExits.ToBridge && next.Section != row.Section) places.Add(row.Section, next.Id);
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Frames_are_conserved_and_in_order_and_what_it_drops_is_told_by_its_name(StageSection section, StageId before)
    {
        var count = new DummyCount();
        using var group = new StageWorkers(DummyStage.TableWith(section, before, count));
        Run(group);
        IReadOnlyList<DropCount> drops = group.Drops();
        Assert.Equal(0, group.Flows.Reordered);
        Assert.Equal(group.Flows.Sent, group.Flows.Arrived + drops.Sum(drop => drop.Frames));
        Assert.True(group.AllFramesAreFree);
        Assert.True(count.Dropped > 0, "the stage drops frames");
        Assert.Equal(new DropCount("dummy", "sixteenth-train", count.Dropped), Assert.Single(drops, drop => drop.Stage == "dummy"));
        Assert.All(drops, drop => Assert.Contains(drop.Stage, (string[])["dummy", "handoff"]));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Its_frames_and_its_time_are_told_by_its_name_and_billed_to_who_has_to_pay(StageSection section, StageId before)
    {
        var count = new DummyCount();
        StageTable table = DummyStage.TableWith(section, before, count);
        using var group = new StageWorkers(table);
        Run(group);
        StageSnapshot[] seen = [.. group.Pipelines.SelectMany(StageReport.Of).Where(stage => stage.Stage == "dummy")];
        Assert.Equal(count.Seen, seen.Sum(stage => stage.Frames));
        Assert.All(seen, stage => Assert.True(stage.Nanoseconds > 0));

        BillTotals bills = group.Bills();
        int dummy = table.Names.ToList().IndexOf("dummy");
        Assert.Equal(PayersIn(section), s_accounts.Where(account => bills.Of(account)[dummy] > 0));
        Assert.Equal(bills.CpuNanoseconds, bills.Sum);
    }

    [Theory]
    [InlineData(StageSection.FromContainers, StageId.Collect)]
    [InlineData(StageSection.FromContainers, StageId.Bridge)]
    [InlineData(StageSection.Bridge, StageId.Bridge)]
    public void A_container_pays_for_its_frames_also_where_they_do_not_get_to_Bridge(StageSection section, StageId before)
    {
        var count = new DummyCount();
        StageTable table = DummyStage.TableWith(section, before, count);
        using var group = new StageWorkers(table);
        group.Send(frames: 100);
        group.Drain();
        Assert.True(count.Dropped > 0, "the stage drops frames");
        Assert.True(group.Bills().Of(Accounts.OfPort(0))[(int)DummyStage.Id] > 0);
        Assert.Equal(0, group.Bills().Of(Accounts.Host).ToArray().Sum());
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Its_time_is_of_the_stage_that_it_moves_with(StageSection section, StageId before)
    {
        StageTable table = DummyStage.TableWith(section, before, new DummyCount());
        IEnumerable<StageDescriptor> leaders = table.Rows
            .Where(row => row.HandedOver is not null && table.RunningWith(row).Contains(table[DummyStage.Id]));
        Assert.Equal(before == StageId.Deliver ? [StageId.Coalesce] : [], leaders.Select(row => row.Id));
    }

    /// <summary>
    /// The answer waits at a worker to which Encapsulate was handed over; in its next turn that worker receives only for another container.
    /// </summary>
    [Fact]
    public void An_answer_that_waits_for_the_next_turn_is_not_the_next_receivers()
    {
        using var group = new StageWorkers(StandardStages.Table);
        for (int bucket = 0; bucket < group.Placement.Buckets; bucket++) group.Placement.Want(SteeredStage.Encapsulate, bucket, worker: 1);
        group.SendTooBig();
        group.Pipelines[0].Turn();
        group.Pipelines[1].Turn();
        Assert.Equal(1, group.Pipelines[1].Context.FramesInStages);
        Assert.Equal(0, DeliverOf(port: 0));
        group.ArriveForPort1(worker: 1);
        group.Drain();
        Assert.True(DeliverOf(port: 0) > 0);
        Assert.True(DeliverOf(port: 1) > 0);

        long DeliverOf(int port) => group.Bills().Of(Accounts.OfPort(port))[(int)StageId.Deliver];
    }

    private static IEnumerable<int> PayersIn(StageSection section) => section switch
    {
        StageSection.FromContainers or StageSection.ToWire => [Accounts.OfPort(0)],
        StageSection.ToPort => [Accounts.OfPort(0), Accounts.OfPort(1)],
        _ => [Accounts.Host, Accounts.OfPort(0), Accounts.OfPort(1)], // the host pays for what does not get to Bridge
    };

    /// <summary>Random loads while buckets move.</summary>
    private static void Run(StageWorkers group)
    {
        var random = new Random(7);
        for (int round = 0; round < 400; round++)
        {
            int worker = random.Next(StageWorkers.Workers);
            group.Arrive(worker, random.Next(300));
            var stage = (SteeredStage)random.Next(SteeredStages.Count);
            group.Placement.Want(stage, random.Next(group.Placement.Buckets), random.Next(-1, StageWorkers.Workers));
            group.Pipelines[random.Next(StageWorkers.Workers)].Turn();
        }

        group.Drain();
        Assert.True(group.Flows.Sent > 10_000, "the test sends frames");
    }
}
