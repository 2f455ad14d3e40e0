using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using Falcon.Api;
using Falcon.Cli.Screens;

namespace Falcon.Cli.Tests.Screens;

public sealed class BillPlotTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_picture_is_the_one_that_was_looked_at()
    {
        BillSeries series = new(
            ["web", "db", "overlay 100", "host", "overhead"],
            [
                new BillInterval(20, 10, [5, 2, 0.5, 1, 2]),
                new BillInterval(10, 10, [2.5, 4, 0.5, 0, 3]),
                new BillInterval(0, 10, [7.5, 0, 0, 1, 1]),
            ]);
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bill.svg")), BillPlot.Svg(series));
    }

    [Fact]
    public void Whatever_a_container_is_called_the_picture_is_XML_and_has_the_same_parts() => Gen.String.Sample(name =>
    {
        XElement picture = Draw(name);
        Assert.Equal(3, picture.Elements(s_svg + "path").Count());
        Assert.All(picture.Elements(), element => Assert.Equal(s_svg, element.Name.Namespace));
    });

    [Theory]
    [InlineData("</text><script>alert(1)</script>", "</text><script>alert(1)</script>")]
    [InlineData("\" onload=\"x & y", "\" onload=\"x & y")]
    [InlineData("]]>&amp;<!--", "]]>&amp;<!--")]
    [InlineData("nul\0bell\a", "nul\uFFFDbell\uFFFD")]
    [InlineData("no character\uFFFF", "no character\uFFFD")]
    public void A_hostile_name_is_only_text(string name, string shown)
    {
        XElement picture = Draw(name);
        Assert.Contains(shown, picture.Elements(s_svg + "text").Select(text => text.Value));
        Assert.Equal(shown, picture.Elements(s_svg + "path").First().Element(s_svg + "title")!.Value);
        Assert.Empty(picture.Descendants(s_svg + "script"));
    }

    /// <summary>No attribute can hold such a string, so this is not a theory.</summary>
    [Fact]
    public void Half_a_character_is_replaced() => A_hostile_name_is_only_text("half\uD800", "half\uFFFD");

    [Fact]
    public void A_picture_of_no_time_at_all_is_empty_and_no_error() =>
        Assert.All(
            Parse(new BillSeries(["host", "overhead"], [])).Elements(s_svg + "path"),
            area => Assert.Equal("", area.Attribute("d")!.Value));

    [Fact]
    public void A_legend_of_many_containers_fits_into_the_picture()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"container-{i}")];
        XElement picture = Parse(new BillSeries(names, [new BillInterval(0, 1, [.. names.Select(_ => 0.01)])]));
        double height = Attribute(picture, "height");
        Assert.All(picture.Elements(s_svg + "text"), text => Assert.InRange(Attribute(text, "y"), 0, height));
    }

    [Theory]
    [InlineData(1.1, 8, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(600, 10, "0 100 200 300 400 500 600")]
    [InlineData(0.01, 8, "0 0.002 0.004 0.006 0.008 0.01")]
    [InlineData(31.9, 8, "0 5 10 15 20 25 30")]
    public void Ticks_are_round(double end, int most, string ticks) =>
        Assert.Equal(
            ticks, string.Join(' ', RoundTicks.UpTo(end, most).Select(tick => tick.ToString("0.######", CultureInfo.InvariantCulture))));

    private static XElement Draw(string name) =>
        Parse(new BillSeries([name, "host", "overhead"], [new BillInterval(0, 1, [0.5, 0.1, 0.2])]));

    private static XElement Parse(BillSeries series) => XElement.Parse(BillPlot.Svg(series));

    private static double Attribute(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
