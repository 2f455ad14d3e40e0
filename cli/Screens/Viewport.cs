using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>A part of a screen that is higher than the terminal, and a line below it that says which part and which keys move it.</summary>
/// <param name="height">Lines of the terminal.</param>
internal sealed class Viewport(Func<int> height) : IRenderable
{
    private IRenderable _screen = new Markup("");
    private int _top;
    private int _lines;

    /// <summary>Lines of the screen that are visible at once.</summary>
    public int Visible => Math.Max(1, height() - 1);

    /// <summary>Shows another screen from the same line on.</summary>
    public void Show(IRenderable screen) => _screen = screen;

    /// <summary>Moves down by lines, up when negative; stops at both ends.</summary>
    public void Move(int lines) => _top = (int)Math.Clamp((long)_top + lines, 0, Math.Max(0, _lines - Visible));

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        List<SegmentLine> lines = Segment.SplitLines(_screen.Render(options with { Height = null }, maxWidth), maxWidth);
        while (lines.Count > 0 && lines[^1].All(segment => segment.IsWhiteSpace)) lines.RemoveAt(lines.Count - 1);
        _lines = lines.Count;
        Move(0);
        foreach (SegmentLine line in lines.Skip(_top).Take(Visible))
        {
            foreach (Segment segment in line) yield return segment;
            yield return Segment.LineBreak;
        }

        IRenderable keys = new Markup(Layout.Dim(Keys()));
        foreach (Segment segment in keys.Render(options, maxWidth)) yield return segment;
    }

    private string Keys() => _lines <= Visible
        ? "q quits"
        : $"lines {_top + 1} to {Math.Min(_lines, _top + Visible)} of {_lines} · ↑ ↓ PgUp PgDn Home End move · q quits";
}
