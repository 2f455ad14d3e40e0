using System.Text.Json;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>The work of a victim and the time it took.</summary>
public sealed record VictimReport(long Units, double Seconds)
{
    public static VictimReport Parse(string json) =>
        JsonSerializer.Deserialize<VictimReport>(json) ?? throw new FormatException("the victim printed nothing");

    public override string ToString() => JsonSerializer.Serialize(this);
}
