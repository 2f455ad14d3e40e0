using System.Globalization;

namespace Falcon.Control.Configuration;

/// <summary>Readers of numbers, booleans, choices and durations. Each reports what is wrong and then returns null.</summary>
internal static class ScalarFields
{
    public static int? Integer(this Field field, int min, int max, string what = "a whole number")
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"{what} from {min} to {max}");
        if (field.Scalar(expected) is not { } scalar) return null;
        if (scalar.Quoted)
        {
            field.Report($"\"{scalar.Value}\" is a text; it should be {expected}, without quotes");
        }
        else if (int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= min && value <= max)
        {
            return value;
        }
        else
        {
            field.ReportKind(expected);
        }

        return null;
    }

    /// <summary>A limit of broadcast copies per second.</summary>
    public static int? StormLimit(this Field field) => field.Integer(1, 1_000_000_000, "a number of copies per second");

    /// <summary>A share of a whole such as <c>85%</c>, as a fraction of 1.</summary>
    /// <param name="field">The value.</param>
    /// <param name="min">In per cent.</param>
    /// <param name="max">In per cent.</param>
    public static double? Percentage(this Field field, int min, int max)
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"a share from {min}% to {max}%, such as 85%");
        if (field.Scalar(expected) is not { } scalar) return null;
        ReadOnlySpan<char> number = scalar.Value.AsSpan(0, scalar.Value.Length - 1);
        if (scalar.Value.EndsWith('%')
            && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            && percent >= min && percent <= max)
        {
            return percent / 100;
        }

        field.ReportKind(expected);
        return null;
    }

    public static bool? Boolean(this Field field)
    {
        switch (field.Scalar("true or false"))
        {
            case { Quoted: false, Value: "true" }: return true;
            case { Quoted: false, Value: "false" }: return false;
            case { Quoted: true } quoted:
                field.Report($"\"{quoted.Value}\" is a text; it should be true or false, without quotes");
                return null;
            case { }: field.ReportKind("true or false"); return null;
            default: return null;
        }
    }

    public static T? Choice<T>(this Field field, IReadOnlyDictionary<string, T> choices) where T : struct
    {
        string[] names = [.. choices.Keys];
        string expected = Suggestion.OneOf(names);
        if (field.Scalar(expected) is not { } scalar) return null;
        if (choices.TryGetValue(scalar.Value, out T choice)) return choice;
        string hint = Suggestion.Closest(scalar.Value, names) is { } closest ? $"; did you mean {closest}?" : "";
        field.Report($"'{scalar.Value}' is not {expected}{hint}");
        return null;
    }

    /// <summary>A time such as <c>300</c> (seconds), <c>300s</c>, <c>5m</c> or <c>1h</c>.</summary>
    public static TimeSpan? Duration(this Field field)
    {
        const string Expected = "a time from 1s to 24h, such as 300s, 5m or 1h";
        if (field.Scalar(Expected) is not { } scalar) return null;
        if (Seconds(scalar.Value) is { } seconds and >= 1 and <= 86_400) return TimeSpan.FromSeconds(seconds);
        field.ReportKind(Expected);
        return null;
    }

    /// <summary>A time such as <c>500us</c>, <c>20ms</c> or <c>1s</c>; the unit must be given.</summary>
    public static TimeSpan? ShortDuration(this Field field, TimeSpan min, TimeSpan max)
    {
        string expected = string.Create(
            CultureInfo.InvariantCulture,
            $"a time from {min.TotalMilliseconds:0.###}ms to {max.TotalSeconds:0.###}s, such as 20ms");
        if (field.Scalar(expected) is not { } scalar) return null;
        if (Microseconds(scalar.Value) is { } time && time >= min && time <= max) return time;
        field.ReportKind(expected);
        return null;
    }

    private static TimeSpan? Microseconds(string text)
    {
        (string Unit, double Factor)[] units = [("us", 1), ("ms", 1_000), ("s", 1_000_000)];
        foreach ((string unit, double factor) in units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            ReadOnlySpan<char> number = text.AsSpan(0, text.Length - unit.Length);
            bool isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
            return isNumber && value * factor < 1e12 ? TimeSpan.FromMicroseconds(value * factor) : null;
        }

        return null;
    }

    private static long? Seconds(string text)
    {
        int unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        ReadOnlySpan<char> digits = unit == 0 ? text : text.AsSpan(0, text.Length - 1);
        bool isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber ? (long)number * Math.Max(unit, 1) : null;
    }
}
