using System.Reflection;
using Falcon.Api.Catalogue;
using Falcon.Engine.Counters;
using Falcon.Engine.Pipelines;

namespace Falcon.Control.Tests.Catalogue;

public sealed class DropCatalogueTests
{
    public static TheoryData<string> Names => [.. DropCatalogue.All.Select(drop => drop.FullName)];

    [Fact]
    public void Every_reason_has_one_entry_and_every_entry_is_a_reason() => Assert.Equal(
        StandardStages.Table.DropReasons.Select(drop => $"{drop.Stage.Name}/{drop.Name}").Concat(LaneDrops()).Order(),
        DropCatalogue.All.Select(drop => drop.FullName).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_says_what_it_means_how_it_comes_about_and_what_to_do(string name)
    {
        DropReason drop = Assert.Single(DropCatalogue.All, drop => drop.FullName == name);
        Assert.Equal(drop, DropCatalogue.Find(drop.Stage, drop.Name));
        Assert.InRange(drop.Meaning.Length, 1, 55);
        Assert.False(drop.Meaning.EndsWith('.'));
        Assert.EndsWith(".", drop.Cause, StringComparison.Ordinal);
        Assert.EndsWith(".", drop.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_of_a_newer_daemon_is_unknown() => Assert.Null(DropCatalogue.Find("bridge", "inner-too-long"));

    private static IEnumerable<string> LaneDrops() => typeof(LaneDrop).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Select(property => (LaneDrop)property.GetValue(null)!)
        .Select(drop => $"{drop.Stage}/{drop.Reason}");
}
