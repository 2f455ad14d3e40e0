using Falcon.Bench.Scenarios.Machine;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Run;

namespace Falcon.Bench.Scenarios.Tests;

/// <summary>Shortcuts to make rows and trials.</summary>
internal static class Rows
{
    public static readonly Metric Rate = new("delivered", "Mpps");

    public static Trial Valid(double value, double steal = 0) =>
        new(new Outcome { Values = new Dictionary<string, double> { [Rate.Name] = value } }, null, new Disturbance(steal, 0));

    public static Trial Invalid(string reason) => new(null, reason, default);

    public static Row Of(string system, params Trial[] trials) => RowBuilder.Build(system, [Rate], trials).Single();
}
