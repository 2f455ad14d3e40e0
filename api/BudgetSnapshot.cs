namespace Falcon.Api;

/// <summary>A port's CPU budget. Times are nanoseconds.</summary>
public sealed record BudgetSnapshot
{
    /// <summary>CPU time granted per period.</summary>
    public required long QuotaNanoseconds { get; init; }

    /// <summary>The period.</summary>
    public required long PeriodNanoseconds { get; init; }

    /// <summary>Unused CPU time that may be kept beyond one quota.</summary>
    public required long BurstNanoseconds { get; init; }

    /// <summary>The port's weight when CPU time that is left over is divided; 0 gets none.</summary>
    public required int Shares { get; init; }

    /// <summary>CPU time billed to the port since the start.</summary>
    public required long UsedNanoseconds { get; init; }

    /// <summary>What may be spent now; a debt is negative.</summary>
    public required long LeftNanoseconds { get; init; }

    /// <summary>CPU time granted since the start from what was left over.</summary>
    public required long GrantedNanoseconds { get; init; }

    /// <summary>Whether frames are held back or dropped now because it wants more than its budget.</summary>
    public required bool Throttled { get; init; }

    /// <summary>Periods since the start.</summary>
    public required long Periods { get; init; }

    /// <summary>Periods in which the port was throttled for a while.</summary>
    public required long ThrottledPeriods { get; init; }

    /// <summary>
    /// Frames that the uplinks' XDP programs dropped for it; those dropped later are among the port's drops as <c>over-budget</c>.
    /// </summary>
    public required long XdpDroppedFrames { get; init; }

    /// <summary>Their bytes, outer headers included.</summary>
    public required long XdpDroppedBytes { get; init; }
}
