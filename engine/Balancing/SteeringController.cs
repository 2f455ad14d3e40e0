using System.Diagnostics;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Engine.Threads;
using Falcon.Engine.Workers;
using Falcon.Steering;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;

namespace Falcon.Engine.Balancing;

/// <summary>
/// Runs the balancer, which reads the workers once per decision; more often would cost the workers CPU time. It has a thread of its own and
/// only reads the workers.
/// </summary>
public sealed class SteeringController : IDisposable
{
    private readonly IReadOnlyList<Worker> _workers;
    private readonly IReadOnlyList<WorkerLoad> _loads;
    private readonly ForeignLoad _foreign;
    private readonly Shuffler? _shuffler;
    private readonly FlowSwitch? _flows;
    private readonly TimeSpan _period;
    private readonly ControlThread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="workers">The workers.</param>
    /// <param name="loads">The load that the balancer sees of each worker.</param>
    /// <param name="placement">The placement that it changes.</param>
    /// <param name="options">The steering options.</param>
    /// <param name="meter">Measures the CPU load of other programs; null when unknown.</param>
    /// <param name="flows">Spreads the flows of containers; null where the kernel does not let the engine decide.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    public SteeringController(
        IReadOnlyList<Worker> workers, IReadOnlyList<WorkerLoad> loads, Placement placement,
        SteeringOptions options, ICpuMeter? meter, FlowSwitch? flows,
        ControlFaults faults)
    {
        _workers = workers;
        _loads = loads;
        Balancer = new Balancer(placement, loads, options);
        _shuffler = options.Shuffle is null ? null : new Shuffler(placement, options);
        _period = options.Shuffle ?? Balancer.DecisionInterval;
        _foreign = new ForeignLoad(meter, workers);
        _flows = flows;
        _thread = new ControlThread("steering", faults, Run);
    }

    /// <summary>The balancer, with its decisions so far.</summary>
    public Balancer Balancer { get; }

    /// <inheritdoc/>
    public void Dispose() => _thread.Dispose();

    private void Run(ControlThread thread)
    {
        while (!thread.Stop.WaitOne(_period))
        {
            if (_shuffler is not null)
            {
                _shuffler.Shuffle();
                _flows?.Set(_shuffler.Spreads, thread.Stop);
                continue;
            }

            TimeSpan now = Stopwatch.GetElapsedTime(0);
            for (int worker = 0; worker < _workers.Count; worker++) Report(_workers[worker].Pipeline, _loads[worker]);
            _foreign.Update(now);
            Balancer.Tick(now, _foreign.Shares);
            _flows?.Set(Balancer.Spreads, thread.Stop);
        }
    }

    private static void Report(Pipeline pipeline, WorkerLoad load)
    {
        StageTable stages = pipeline.Context.Stages;
        load.BusyNanoseconds = TimeOf(pipeline, stages.Rows);
        foreach (StageDescriptor stage in stages.Rows)
        {
            if (stage.HandedOver is { } steered)
                load.SetStage(steered, TimeOf(pipeline, stages.RunningWith(stage)), pipeline.CountersOf(stage.Id).Frames);
        }
    }

    private static long TimeOf(Pipeline pipeline, IEnumerable<StageDescriptor> stages) =>
        stages.Sum(stage => pipeline.CountersOf(stage.Id).Nanoseconds);
}
