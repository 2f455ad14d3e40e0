using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>How several workers share the work, as Prometheus metrics. Updated by the scrape itself.</summary>
internal sealed class SteeringMetrics(MetricMaker make)
{
    private static readonly string[] s_modes = ["inline", "split", "saturated"];

    private readonly Gauge _mode = make.Gauge("falcon_steering_mode");
    private readonly Counter _decisions = make.Counter("falcon_steering_decisions_total");
    private readonly Counter _crossings = make.Counter("falcon_steering_crossings_total");
    private readonly Gauge _load = make.Gauge("falcon_worker_load_ratio");
    private readonly Counter _handedOver = make.Counter("falcon_worker_handed_over_frames_total");
    private readonly Counter _moves = make.Counter("falcon_worker_bucket_moves_total");
    private readonly Counter _holds = make.Counter("falcon_worker_bucket_holds_total");
    private readonly Counter _aborts = make.Counter("falcon_worker_bucket_aborts_total");
    private readonly Gauge _waiting = make.Gauge("falcon_worker_inbox_frames");

    public void Update(SteeringSnapshot steering)
    {
        foreach (string mode in s_modes) _mode.WithLabels(mode).Set(mode == steering.Mode ? 1 : 0);
        _decisions.IncTo(steering.Decisions);
        _crossings.WithLabels("up").IncTo(steering.CrossingsUp);
        _crossings.WithLabels("down").IncTo(steering.CrossingsDown);
        foreach (SteeredWorkerSnapshot worker in steering.Workers) Update(worker, MetricLabel.Of(worker.Cpu));
    }

    private void Update(SteeredWorkerSnapshot worker, string cpu)
    {
        _load.WithLabels(cpu).Set(worker.Load);
        _handedOver.WithLabels(cpu).IncTo(worker.HandedOver);
        _moves.WithLabels(cpu).IncTo(worker.Moves);
        _holds.WithLabels(cpu).IncTo(worker.Holds);
        _aborts.WithLabels(cpu).IncTo(worker.Aborts);
        _waiting.WithLabels(cpu).Set(worker.Waiting);
    }
}
