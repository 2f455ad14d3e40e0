using System.Globalization;
using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>How several workers share the work, as Prometheus metrics. Updated by the scrape itself.</summary>
internal sealed class SteeringMetrics(MetricFactory make)
{
    private static readonly string[] Modes = ["inline", "split", "saturated"];

    private readonly Gauge _mode = make.CreateGauge("falcon_steering_mode", "1 for what the balancer is at.", "mode");
    private readonly Counter _decisions = make.CreateCounter("falcon_steering_decisions_total", "Buckets that were given another place.");
    private readonly Counter _crossings = make.CreateCounter("falcon_steering_crossings_total", "How often a worker crossed the load threshold.", "direction");
    private readonly Gauge _load = make.CreateGauge("falcon_worker_load_ratio", "Share of the CPU that the worker and others used lately.", "cpu");
    private readonly Counter _handedOver = make.CreateCounter("falcon_worker_handed_over_frames_total", "Frames given to other workers.", "cpu");
    private readonly Counter _moves = make.CreateCounter("falcon_worker_bucket_moves_total", "Buckets that the worker sent to another place from then on.", "cpu");
    private readonly Counter _holds = make.CreateCounter("falcon_worker_bucket_holds_total", "Moves for which frames were held back.", "cpu");
    private readonly Counter _aborts = make.CreateCounter("falcon_worker_bucket_aborts_total", "Holds given up for want of room.", "cpu");
    private readonly Gauge _waiting = make.CreateGauge("falcon_worker_inbox_frames", "Frames that wait in the worker's inboxes.", "cpu");

    public void Update(SteeringSnapshot steering)
    {
        foreach (string mode in Modes) _mode.WithLabels(mode).Set(mode == steering.Mode ? 1 : 0);
        _decisions.IncTo(steering.Decisions);
        _crossings.WithLabels("up").IncTo(steering.CrossingsUp);
        _crossings.WithLabels("down").IncTo(steering.CrossingsDown);
        foreach (SteeredWorkerSnapshot worker in steering.Workers) Update(worker, worker.Cpu.ToString(CultureInfo.InvariantCulture));
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
