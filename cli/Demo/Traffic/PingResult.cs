using System.Globalization;
using System.Text.RegularExpressions;

namespace Falcon.Cli.Demo;

/// <summary>The summary of ping(8).</summary>
/// <param name="Sent">Requests.</param>
/// <param name="Received">Answers.</param>
/// <param name="AverageMilliseconds">Mean round trip; null without an answer.</param>
internal sealed partial record PingResult(int Sent, int Received, double? AverageMilliseconds)
{
    /// <summary>Reads the output of iputils ping; null when it has no summary.</summary>
    public static PingResult? Parse(string output)
    {
        Match counts = Counts().Match(output);
        if (!counts.Success)
            return null;
        Match times = Times().Match(output);
        return new PingResult(
            int.Parse(counts.Groups[1].Value, CultureInfo.InvariantCulture),
            int.Parse(counts.Groups[2].Value, CultureInfo.InvariantCulture),
            times.Success ? double.Parse(times.Groups[1].Value, CultureInfo.InvariantCulture) : null);
    }

    [GeneratedRegex(@"^(\d+) packets transmitted, (\d+) received", RegexOptions.Multiline)]
    private static partial Regex Counts();

    [GeneratedRegex(@"^rtt min/avg/max/mdev = [\d.]+/([\d.]+)/", RegexOptions.Multiline)]
    private static partial Regex Times();
}
