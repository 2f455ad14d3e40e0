using Falcon.Api.Catalogue;
using Falcon.Testing;

namespace Falcon.Control.Tests.Catalogue;

/// <summary>The pages made from the catalogue are up to date. With FALCON_RENEW=1 the test writes them.</summary>
public sealed class CataloguePageTests
{
    public static TheoryData<string> Sections =>
    [
        .. DropCatalogue.All.Select(drop => drop.See).Concat(EventCatalogue.All.Select(e => e.See)).OfType<string>().Distinct(),
    ];

    [Fact]
    public void The_page_of_drops_is_the_catalogues() => AssertIs("docs/drops.md", CataloguePages.Drops());

    [Fact]
    public void The_page_of_metrics_is_the_catalogues() => AssertIs("docs/metrics.md", CataloguePages.Metrics());

    [Fact]
    public void The_page_of_events_is_the_catalogues() => AssertIs("docs/events.md", CataloguePages.Events());

    [Theory]
    [MemberData(nameof(Sections))]
    public void The_sections_that_entries_name_are_there(string section) =>
        Assert.Contains(KeptFile.Read("docs/operations.md").Split('\n'), line => line.TrimStart('#') == $" {section}");

    [Fact]
    public void No_text_breaks_a_row_of_a_table() => Assert.All(
        [
            .. DropCatalogue.All.SelectMany(drop => (string[])[drop.Meaning, drop.Cause, drop.Remedy]),
            .. MetricCatalogue.All.Select(metric => metric.Meaning),
            .. EventCatalogue.All.SelectMany(e => (string[])[e.Line, e.Meaning, e.Remedy]),
        ],
        text => Assert.DoesNotContain('|', text));

    private static void AssertIs(string path, string made)
    {
        string difference = KeptFile.Difference(path, made);
        Assert.True(difference.Length == 0, difference);
    }
}
