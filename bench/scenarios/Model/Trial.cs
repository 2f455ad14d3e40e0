using Falcon.Bench.Scenarios.Machine;

namespace Falcon.Bench.Scenarios.Model;

/// <summary>One turn of one system: its result, or why it is invalid, and what disturbed it.</summary>
/// <param name="Outcome">What was measured; null when the trial is invalid.</param>
/// <param name="Invalid">The reason; null when the trial is valid.</param>
/// <param name="Disturbance">CPU time that others took meanwhile.</param>
public sealed record Trial(Outcome? Outcome, string? Invalid, Disturbance Disturbance)
{
    public bool IsValid => Outcome is not null;

    public bool IsGood => IsValid && !Disturbance.IsTooMuch;
}
