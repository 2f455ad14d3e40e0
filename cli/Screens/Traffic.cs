namespace Falcon.Cli.Screens;

/// <summary>Frames and bytes in one cell: totals, or rates when there is an earlier reading.</summary>
internal static class Traffic
{
    /// <param name="frames">Frames now.</param>
    /// <param name="bytes">Bytes now.</param>
    /// <param name="before">The same, earlier; null for totals.</param>
    /// <param name="seconds">The time between the two readings.</param>
    public static string Cell(long frames, long bytes, (long Frames, long Bytes)? before, double seconds) => before is { } b && seconds > 0
        ? $"{Text.Rate((frames - b.Frames) / seconds)} [grey]·[/] {Text.BitRate((bytes - b.Bytes) / seconds)}"
        : $"{Text.Count(frames)} [grey]·[/] {Text.Bytes(bytes)}";
}
