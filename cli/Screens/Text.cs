using System.Globalization;

namespace Falcon.Cli.Screens;

/// <summary>Numbers as people read them.</summary>
public static class Text
{
    private static readonly string[] s_binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    private static readonly string[] s_decimalUnits = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary>A count: in full up to a million, then in millions and more, such as <c>12.35 M</c>.</summary>
    public static string Count(long count) => count < 1_000_000
        ? count.ToString("N0", CultureInfo.InvariantCulture)
        : Scaled(count, 1000, s_decimalUnits);

    /// <summary>A size in bytes, such as <c>1.21 GiB</c>.</summary>
    public static string Bytes(long bytes) => Scaled(bytes, 1024, s_binaryUnits);

    /// <summary>Something per second, such as <c>1.2 M/s</c>.</summary>
    public static string Rate(double perSecond) => $"{Scaled(perSecond, 1000, s_decimalUnits)}/s";

    /// <summary>Bytes per second as bits, such as <c>3.4 Gbit/s</c>.</summary>
    public static string BitRate(double bytesPerSecond)
    {
        string scaled = Scaled(bytesPerSecond * 8, 1000, s_decimalUnits);
        return scaled.Contains(' ', StringComparison.Ordinal) ? $"{scaled}bit/s" : $"{scaled} bit/s";
    }

    /// <summary>A stretch of time, such as <c>3 d 4 h</c>, <c>5 min 12 s</c> or <c>1.5 s</c>.</summary>
    public static string Time(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        FormattableString text = time switch
        {
            { TotalDays: >= 1 } => $"{(int)time.TotalDays} d {time.Hours} h",
            { TotalHours: >= 1 } => $"{time.Hours} h {time.Minutes} min",
            { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds} s",
            _ => $"{seconds:0.0} s",
        };
        return FormattableString.Invariant(text);
    }

    /// <summary>CPU time, such as <c>12.30 s</c>, <c>4.56 ms</c> or <c>7 µs</c>.</summary>
    public static string Cpu(double seconds) => Math.Abs(seconds) switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
        >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.00} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0} µs"),
    };

    /// <summary>A text of at most so many characters; its last words give way.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        int end = text.LastIndexOf(' ', most - 1);
        return $"{text[..(end > 0 ? end : most - 1)]}…";
    }

    private static string Scaled(double value, int step, string[] units)
    {
        int unit = 0;
        for (; value >= step && unit < units.Length - 1; unit++) value /= step;
        string digits = unit == 0 ? value.ToString("0", CultureInfo.InvariantCulture)
            : value.ToString("0.00", CultureInfo.InvariantCulture);
        return $"{digits} {units[unit]}".TrimEnd();
    }
}
