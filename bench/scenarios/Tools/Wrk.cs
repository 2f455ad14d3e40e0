using System.Globalization;
using System.Text.RegularExpressions;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>The result of <c>wrk --latency</c>.</summary>
public sealed partial record Wrk(double RequestsPerSecond, double P99Microseconds)
{
    public static Wrk Parse(string output)
    {
        Match rate = Rate().Match(output);
        Match p99 = P99().Match(output);
        if (!rate.Success || !p99.Success)
            throw new InvalidRunException("wrk printed no result");
        double unit = p99.Groups["unit"].Value switch { "us" => 1, "ms" => 1e3, _ => 1e6 };
        return new Wrk(Number(rate.Groups["rate"].Value), Number(p99.Groups["value"].Value) * unit);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"^\s+99%\s+(?<value>[\d.]+)(?<unit>us|ms|s)", RegexOptions.Multiline)]
    private static partial Regex P99();
}
