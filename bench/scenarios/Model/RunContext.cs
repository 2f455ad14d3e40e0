namespace Falcon.Bench.Scenarios.Model;

/// <summary>What a scenario needs to know of its run.</summary>
/// <param name="Duration">How long one measurement lasts.</param>
/// <param name="Ndr">Whether to search for the highest rate without loss too.</param>
/// <param name="WorkDirectory">A directory for files of tools; removed at the end.</param>
public sealed record RunContext(TimeSpan Duration, bool Ndr, string WorkDirectory)
{
    /// <summary>The CPU of senders and clients. The wire's interrupts run there too.</summary>
    public int SenderCpu => 0;

    /// <summary>The CPU of the application under test, and of Falcon's worker.</summary>
    public int ReceiverCpu => Math.Min(1, Environment.ProcessorCount - 1);
}
