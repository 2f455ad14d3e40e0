using System.Text.Json;
using Falcon.Bench.Scenarios.Model;
using Falcon.Pktgen;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>Reads what <c>falcon pktgen</c> and its sink print, and what follows from it.</summary>
public static class PktgenJson
{
    /// <exception cref="InvalidRunException">The text is no report.</exception>
    public static GeneratorReport Generator(string json) => Parse<GeneratorReport>(json, "falcon pktgen");

    /// <exception cref="InvalidRunException">The text is no report.</exception>
    public static SinkReport Sink(string json) => Parse<SinkReport>(json, "falcon pktgen sink");

    /// <summary>Datagrams offered per second.</summary>
    public static double OfferedRate(this GeneratorReport report) => report.Seconds > 0 ? report.Frames / report.Seconds : 0;

    /// <summary>The share of its time that it waited; null for one that never does, as at full speed.</summary>
    public static double? Waiting(this GeneratorReport report) =>
        report.WaitedSeconds > 0 ? report.WaitedSeconds / report.Seconds : null;

    private static T Parse<T>(string json, string command)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web) ?? throw new InvalidRunException(
                $"{command} printed nothing");
        }
        catch (JsonException e)
        {
            throw new InvalidRunException($"{command} --json printed no JSON: {e.Message}", e);
        }
    }
}
