using Falcon.Xsk.Memory;

namespace Falcon.Xsk.Sockets;

/// <summary>How to open an <see cref="XskSocket"/>. Ring sizes are powers of two.</summary>
public sealed record XskSocketOptions
{
    /// <summary>Index of the device, in the calling thread's network namespace.</summary>
    public required int IfIndex { get; init; }

    /// <summary>Queue of the device, from 0.</summary>
    public int Queue { get; init; }

    /// <summary>The memory of the frames.</summary>
    public required Umem Umem { get; init; }

    /// <summary>
    /// An open socket with the same UMEM. Null for the first socket of a UMEM, which registers it. Every other socket names one on another
    /// queue or device (of any network namespace) and inherits zero-copy or copy and need_wakeup from it.
    /// </summary>
    public XskSocket? ShareWith { get; init; }

    /// <summary>Entries of the receive ring.</summary>
    public int RxSize { get; init; } = 2048;

    /// <summary>Entries of the transmit ring.</summary>
    public int TxSize { get; init; } = 2048;

    /// <summary>Entries of the fill ring.</summary>
    public int FillSize { get; init; } = 4096;

    /// <summary>Entries of the completion ring; at least <see cref="TxSize"/>.</summary>
    public int CompletionSize { get; init; } = 4096;

    /// <summary>Whether the kernel says when it needs to be woken. Otherwise every kick is a system call.</summary>
    public bool NeedWakeup { get; init; } = true;

    /// <summary>The modes to try, in this order. The first one that works is used.</summary>
    public IReadOnlyList<XskBindMode> ModesToTry { get; init; } = [XskBindMode.ZeroCopy, XskBindMode.Copy, XskBindMode.Skb];
}
