using Falcon.Bench.Scenarios.Lab;

namespace Falcon.Bench.Scenarios.Model;

/// <summary>A piece of work that systems are compared on. One file each; <see cref="Run.Catalogue"/> finds them.</summary>
public abstract class Scenario
{
    public abstract string Name { get; }

    /// <summary>What is measured, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Where it stands in <c>all</c> and <c>list</c>: those of one topology follow each other and share its labs.</summary>
    public abstract int Order { get; }

    /// <summary>Whether it is no part of <c>all</c>.</summary>
    public virtual bool OnlyOnRequest => false;

    public abstract Topology Topology { get; }

    /// <summary>What it measures; the first is what plots and ratios are about.</summary>
    public abstract IReadOnlyList<Metric> Metrics { get; }

    /// <summary>What CPU time is counted per.</summary>
    public abstract string Item { get; }

    /// <summary>Programs that must be installed.</summary>
    public virtual IReadOnlyList<string> Needs => [];

    /// <summary>What takes the place of systems in a scenario that runs in this process, such as numbers of workers.</summary>
    public virtual IReadOnlyList<string> Variants => [];

    /// <summary>Systems that make sense here only: compared unless systems are named.</summary>
    public virtual IReadOnlyList<string> AlsoCompares => [];

    /// <summary>What a system or variant stands beside in the table.</summary>
    public virtual string BaselineOf(string system) => Statistics.Ratios.Baseline;

    /// <summary>The metrics of a run with these options.</summary>
    public virtual IReadOnlyList<Metric> MetricsOf(RunContext run) => Metrics;

    /// <summary>Measures one system once.</summary>
    /// <exception cref="InvalidRunException">The measurement means nothing; the message says why.</exception>
    public virtual Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel) =>
        throw new NotSupportedException($"{Name} takes place in this process");

    /// <summary>Measures one variant of a scenario that takes place in this process.</summary>
    /// <exception cref="InvalidRunException">The measurement means nothing; the message says why.</exception>
    public virtual Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel) =>
        throw new NotSupportedException($"{Name} takes place in a lab");
}
