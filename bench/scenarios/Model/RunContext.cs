namespace Falcon.Bench.Scenarios.Model;

/// <summary>What a scenario needs to know of the run it is part of.</summary>
/// <param name="Duration">How long one measurement lasts.</param>
/// <param name="Ndr">Whether to search for the highest rate without loss as well.</param>
/// <param name="WorkDirectory">A directory for files of the tools; removed at the end.</param>
public sealed record RunContext(TimeSpan Duration, bool Ndr, string WorkDirectory)
{
    /// <summary>The CPU of senders and clients; the wire's interrupts follow them.</summary>
    public int SenderCpu => 0;

    /// <summary>The CPU of the application under test, and of Falcon's worker.</summary>
    public int ReceiverCpu => Math.Min(1, Environment.ProcessorCount - 1);
}
