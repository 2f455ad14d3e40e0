namespace Falcon.Pktgen;

/// <summary>What a sink counted; <c>falcon pktgen sink --json</c> prints it.</summary>
public sealed record SinkReport
{
    /// <summary>UDP datagrams, each part of a joined message counted.</summary>
    public long Datagrams { get; init; }

    /// <summary>Bytes of UDP payload.</summary>
    public long Bytes { get; init; }

    /// <summary>Messages that the kernel handed over: fewer than datagrams with GRO.</summary>
    public long Messages { get; init; }

    /// <summary>From the first to the last arrival.</summary>
    public double Seconds { get; init; }

    /// <summary>Datagrams per second.</summary>
    public double Pps => Seconds > 0 ? Datagrams / Seconds : 0;

    /// <summary>Flows that were heard.</summary>
    public int Flows { get; init; }

    /// <summary>Datagrams that never came.</summary>
    public long Lost { get; init; }

    /// <summary>Datagrams that had come before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Datagrams that came after a later one of their flow.</summary>
    public long Reordered { get; init; }

    /// <summary>Datagrams too late to tell late from doubled.</summary>
    public long Stale { get; init; }

    /// <summary>Datagrams that are not the generator's.</summary>
    public long Foreign { get; init; }

    /// <summary>Datagrams that did not fit the socket's buffer; they are among the lost.</summary>
    public long SocketDrops { get; init; }

    /// <summary>CPU time of the receiving thread.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>One-way delay, from the generator's clock reading to this one's; null when no datagram had one.</summary>
    public SinkDelays? DelayMicroseconds { get; init; }
}
