namespace Falcon.Engine.Options;

/// <summary>The CPU time that workers may spend for a container, like cgroup v2's <c>cpu.max</c>.</summary>
public sealed record BudgetOptions
{
    /// <summary>CPU time per period, over all workers.</summary>
    public required TimeSpan Quota { get; init; }

    /// <summary>How often the quota is granted.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>How much unused CPU time is kept beyond the next quota, like <c>cpu.max.burst</c>.</summary>
    public TimeSpan Burst { get; init; } = TimeSpan.Zero;

    /// <summary>The weight when left-over CPU time is divided among containers that want more than their quota; 0 gets none.</summary>
    public int Shares { get; init; }
}
