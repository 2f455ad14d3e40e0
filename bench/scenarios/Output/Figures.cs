using System.Globalization;

namespace Falcon.Bench.Scenarios.Output;

/// <summary>Numbers for people: three significant digits, no exponents.</summary>
public static class Figures
{
    public static string Of(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return value.ToString(CultureInfo.InvariantCulture);
        int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    public static string Of(double? value) => value is { } known ? Of(known) : "–";

    /// <summary>A share of 1 in percent.</summary>
    public static string Percent(double? share)
    {
        if (share is not { } known) return "–";
        return (known * 100).ToString(known is > 0 and < 0.001 ? "0.000" : "0.0", CultureInfo.InvariantCulture) + " %";
    }
}
