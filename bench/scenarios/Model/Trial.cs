namespace Falcon.Bench.Scenarios.Model;

/// <summary>One turn of one system: what it gave, or why it is invalid, and how much the hypervisor stole meanwhile.</summary>
/// <param name="Outcome">What was measured; null when the trial is invalid.</param>
/// <param name="Invalid">The reason; null when the trial is valid.</param>
/// <param name="Steal">Stolen time as a share of all CPUs' time, 0 to 1.</param>
public sealed record Trial(Outcome? Outcome, string? Invalid, double Steal)
{
    public bool IsValid => Outcome is not null;

    /// <summary>Whether the hypervisor took so much that the figure says little.</summary>
    public bool IsDisturbed(double limit) => Steal > limit;

    public static Trial Failed(string reason, double steal = 0) => new(null, reason, steal);
}
