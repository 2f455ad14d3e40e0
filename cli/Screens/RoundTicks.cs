namespace Falcon.Cli.Screens;

/// <summary>Where an axis is labelled: at multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class RoundTicks
{
    /// <summary>Multiples of a round step, from 0 to an end above 0.</summary>
    /// <param name="end">Where the axis ends.</param>
    /// <param name="most">How many steps there may be.</param>
    public static IEnumerable<double> UpTo(double end, int most)
    {
        double step = Step(end / most);
        int steps = (int)Math.Floor(end / step + 1e-9); // an end that is itself round must not be lost to rounding
        return Enumerable.Range(0, steps + 1).Select(i => i * step);
    }

    /// <summary>The smallest round number that is not below this one.</summary>
    private static double Step(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
