using System.Globalization;

namespace Falcon.Control.Admin;

/// <summary>Values of labels.</summary>
internal static class MetricLabel
{
    /// <summary>A number as a label: the same on every host, whatever its language.</summary>
    public static string Of<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
