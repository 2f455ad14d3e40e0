using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>The first of several renderings of the same that fits the width; the last when none does.</summary>
/// <param name="candidates">The one with most in it first.</param>
internal sealed class Fitting(params IRenderable[] candidates) : IRenderable
{
    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => Choose(options, maxWidth).Measure(options, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => Choose(options, maxWidth).Render(options, maxWidth);

    // What it would take is asked for without a limit: a table that lacks room says that it can do with less.
    private IRenderable Choose(RenderOptions options, int maxWidth) =>
        candidates.FirstOrDefault(candidate => candidate.Measure(options, int.MaxValue).Max <= maxWidth) ?? candidates[^1];
}
