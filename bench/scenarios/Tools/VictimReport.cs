using System.Text.Json;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>Work done by a victim and the time that it took.</summary>
public sealed record VictimReport(long Units, double Seconds)
{
    public static VictimReport Parse(string json) => JsonSerializer.Deserialize<VictimReport>(json) ?? throw new FormatException("the victim printed nothing");

    public override string ToString() => JsonSerializer.Serialize(this);
}
