using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Falcon.Cli.Screens;

/// <summary>
/// Elements of an SVG picture. Texts may contain anything: markup is escaped, and characters that XML cannot express are replaced.
/// </summary>
internal static class SvgElement
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>The whole picture, on a white ground.</summary>
    public static XElement Picture(double width, double height, params IEnumerable<XElement> content) => Element(
        "svg",
        [
            ("width", width), ("height", height), ("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            ("font-family", "DejaVu Sans, sans-serif"),
        ],
        [Rectangle(0, 0, width, height, "#ffffff"), .. content]);

    /// <summary>A filled rectangle.</summary>
    public static XElement Rectangle(double x, double y, double width, double height, string fill) =>
        Element("rect", [("x", x), ("y", y), ("width", width), ("height", height), ("fill", fill)]);

    /// <summary>A straight line.</summary>
    public static XElement Line(double x1, double y1, double x2, double y2, string stroke) =>
        Element("line", [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("stroke", stroke)]);

    /// <summary>A filled area; viewers show the name under the mouse.</summary>
    /// <param name="outline">Path commands.</param>
    /// <param name="fill">Its colour.</param>
    /// <param name="name">What it is.</param>
    public static XElement Area(string outline, string fill, string name) =>
        Element("path", [("d", outline), ("fill", fill)], Element("title", [], new XText(Clean(name))));

    /// <summary>A line of text.</summary>
    /// <param name="x">Where it starts, is centred or ends, as <paramref name="anchor"/> says.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">What it says.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="size">In pixels.</param>
    /// <param name="upwards">Whether it runs from bottom to top.</param>
    public static XElement Text(double x, double y, string text, string anchor = "start", int size = 12, bool upwards = false)
    {
        XElement element = Element("text", [("x", x), ("y", y), ("font-size", size), ("text-anchor", anchor)], new XText(Clean(text)));
        if (upwards) element.SetAttributeValue("transform", $"rotate(-90 {Number(x)} {Number(y)})");
        return element;
    }

    /// <summary>A coordinate: tenths of pixels are fine enough.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    private static XElement Element(
        string name, IEnumerable<(string Name, object Value)> attributes, params IEnumerable<XNode> content) => new(
        s_svg + name,
        attributes.Select(attribute => new XAttribute(attribute.Name, attribute.Value is double number ? Number(number) : attribute.Value)),
        content);

    /// <summary>XML 1.0 cannot express control characters and unpaired surrogates, not even escaped.</summary>
    private static string Clean(string text)
    {
        StringBuilder clean = new();
        foreach (Rune rune in text.EnumerateRunes()) clean.Append(IsUnspeakable(rune) ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }

    private static bool IsUnspeakable(Rune rune) => Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF;
}
