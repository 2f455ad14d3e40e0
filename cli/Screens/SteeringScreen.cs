using Falcon.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>How several workers share the work: <c>falcon status --steering</c>.</summary>
public static class SteeringScreen
{
    /// <summary>Builds the screen.</summary>
    /// <param name="now">What to show.</param>
    public static IRenderable Build(DataplaneSnapshot now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return now.Steering is { } steering
            ? Layout.Section("Steering", Headline(steering), Workers(steering.Workers))
            : new Markup("[grey]One worker runs all stages: there is nothing to steer.[/]");
    }

    private static Markup Headline(SteeringSnapshot steering) => new(
        $"mode [bold]{Layout.Plain(steering.Mode)}[/] [grey]·[/] {Text.Count(steering.Decisions)} buckets placed anew [grey]·[/] "
        + $"load threshold crossed {Text.Count(steering.CrossingsUp)} times up, {Text.Count(steering.CrossingsDown)} down");

    private static Table Workers(IReadOnlyList<SteeredWorkerSnapshot> workers)
    {
        Table table = Layout.Table("Worker", ">Load", ">Handed over", ">Bucket moves", ">Held", ">Given up", ">Waiting");
        foreach (SteeredWorkerSnapshot worker in workers)
        {
            table.AddRow(
                $"CPU {worker.Cpu}", FormattableString.Invariant($"{100 * worker.Load:0} %"), Text.Count(worker.HandedOver),
                Text.Count(worker.Moves),
                Text.Count(worker.Holds), Layout.Alarm(worker.Aborts), Text.Count(worker.Waiting));
        }

        return table;
    }
}
