using System.Globalization;
using System.Text.RegularExpressions;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>The result of <c>sockperf</c>: half round trips in microseconds.</summary>
/// <param name="Distribution">Latencies, ascending.</param>
/// <param name="RoundTrips">Messages that came back.</param>
/// <param name="Seconds">The measured time.</param>
/// <param name="Lost">Messages that did not come back.</param>
public sealed partial record Sockperf(IReadOnlyList<LatencyPoint> Distribution, long RoundTrips, double Seconds, long Lost)
{
    /// <exception cref="InvalidRunException">The text has no result.</exception>
    public static Sockperf Parse(string output)
    {
        Match duration = ValidDuration().Match(output);
        LatencyPoint[] points =
        [
            .. Percentiles().Matches(output)
                .Select(match => new LatencyPoint(Share(match.Groups["share"].Value), Number(match.Groups["value"].Value)))
                .OrderBy(point => point.Share),
        ];
        if (!duration.Success || points.Length == 0)
        {
            throw new InvalidRunException(
                "sockperf printed no percentiles: no message came back, or a ping-pong lost one at once and waited for it");
        }

        long sent = long.Parse(duration.Groups["sent"].Value, CultureInfo.InvariantCulture);
        long received = long.Parse(duration.Groups["received"].Value, CultureInfo.InvariantCulture);
        return new Sockperf(points, received, Number(duration.Groups["seconds"].Value), sent - received);
    }

    /// <summary>The latency that this share of all messages did not exceed, as printed by sockperf.</summary>
    public double At(double share)
    {
        foreach (LatencyPoint point in Distribution)
        {
            if (Math.Abs(point.Share - share) < 1e-9)
                return point.Microseconds;
        }

        throw new InvalidRunException($"sockperf printed no percentile {share * 100}");
    }

    private static double Share(string text) => text switch
    {
        "MIN" => 0,
        "MAX" => 1,
        _ => Number(text.Replace("percentile ", "", StringComparison.Ordinal)) / 100,
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[Valid Duration\] RunTime=(?<seconds>[\d.]+) sec; SentMessages=(?<sent>\d+); ReceivedMessages=(?<received>\d+)")]
    private static partial Regex ValidDuration();

    [GeneratedRegex(@"---> <?(?<share>MIN|MAX|percentile [\d.]+)>?(?: observation)?\s*=\s*(?<value>[\d.]+)")]
    private static partial Regex Percentiles();
}
