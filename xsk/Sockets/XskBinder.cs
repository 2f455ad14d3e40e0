using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;
using Tmds.Linux;
using static Falcon.Xsk.Native.XdpConstants;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Sockets;

/// <summary>Finds the best mode in which a socket can be bound, and the reason for it.</summary>
internal static unsafe class XskBinder
{
    private const int BusyRetries = 50;
    private static readonly TimeSpan s_busyPause = TimeSpan.FromMilliseconds(10);

    /// <summary>A bound socket with its rings.</summary>
    public readonly record struct Bound(int Fd, XskRings Rings, XskBindMode Mode, string Reason);

    public static Bound Bind(XskSocketOptions options)
    {
        var hook = XdpHook.Query(options.IfIndex);
        var refused = new List<string>();
        int errno = 0;
        foreach (XskBindMode mode in options.ModesToTry)
        {
            if (Mismatch(mode, hook, options.ShareWith) is { } mismatch)
            {
                refused.Add($"{Name(mode)} ruled out ({mismatch})");
                continue;
            }

            if (TryBind(options, mode, out int fd, out XskRings rings, out errno))
                return new Bound(fd, rings, mode, string.Join("; ", [$"{Name(mode)} works", .. refused]));
            refused.Add($"{Name(mode)} refused ({Explain(errno)})");
        }

        string place = $"queue {options.Queue} of {DeviceName.Of(options.IfIndex)}";
        throw new XskException($"AF_XDP socket cannot be bound to {place}: {string.Join("; ", refused)}", errno);
    }

    /// <summary>
    /// Why a mode is impossible with the hook of the device's XDP program and the shared socket; null when it is possible.
    /// </summary>
    private static string? Mismatch(XskBindMode mode, XdpHook hook, XskSocket? shared)
    {
        if (mode != XskBindMode.Skb && hook.IsSkb)
            return "the XDP program sits at the skb hook";
        if (mode == XskBindMode.Skb && hook.IsDriver)
            return "the XDP program sits at the driver hook";
        if (shared is not null && mode == XskBindMode.ZeroCopy != (shared.Mode == XskBindMode.ZeroCopy))
            return $"the UMEM is shared with a socket in {Name(shared.Mode)} mode";
        return null;
    }

    private static bool TryBind(XskSocketOptions options, XskBindMode mode, out int fd, out XskRings rings, out int errno)
    {
        fd = Errno.Check(
            socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0),
            "AF_XDP socket (CAP_NET_RAW and a kernel with CONFIG_XDP_SOCKETS are needed)");
        XskRings? created = null;
        bool bound = false;
        try
        {
            if (options.ShareWith is null)
                Register(fd, options.Umem);
            rings = created = XskRings.Create(fd, options);
            errno = BindWhenFree(fd, options, mode);
            bound = errno == 0;
            return bound;
        }
        finally
        {
            if (!bound)
            {
                created?.Dispose();
                _ = close(fd);
            }
        }
    }

    private static void Register(int fd, Umem umem)
    {
        ulong* unlimited = stackalloc ulong[2] { ulong.MaxValue, ulong.MaxValue };
        _ = CLibrary.SetLimit(RLIMIT_MEMLOCK, unlimited); // not needed with CAP_IPC_LOCK, and not always allowed

        var registration = new XdpUmemRegistration { Address = (ulong)umem.Start, Length = umem.Size, ChunkSize = (uint)umem.ChunkSize };
        Errno.Check(
            setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &registration, (uint)sizeof(XdpUmemRegistration)),
            $"UMEM of {umem.Size} bytes cannot be registered (CAP_IPC_LOCK or a larger RLIMIT_MEMLOCK may be needed)");
    }

    /// <summary>
    /// Binds; returns 0 or an error number. The kernel frees the queue of a closed socket in the background, so a busy queue is tried again
    /// for half a second: a restart must work at once.
    /// </summary>
    private static int BindWhenFree(int fd, XskSocketOptions options, XskBindMode mode)
    {
        var address = new XdpSocketAddress { Family = AF_XDP, IfIndex = (uint)options.IfIndex, Queue = (uint)options.Queue };
        if (options.ShareWith is { } other)
        {
            address.Flags = XDP_SHARED_UMEM; // all other flags are inherited and must not be set
            address.SharedUmemFd = (uint)other.Fd;
        }
        else
        {
            address.Flags = mode == XskBindMode.ZeroCopy ? XDP_ZEROCOPY : XDP_COPY;
            if (options.NeedWakeup)
                address.Flags |= XDP_USE_NEED_WAKEUP;
        }

        for (int attempt = 0; ; attempt++)
        {
            if (bind(fd, (sockaddr*)&address, (uint)sizeof(XdpSocketAddress)) == 0)
                return 0;
            int errno = Errno.Last;
            if (errno != EBUSY || attempt == BusyRetries)
                return errno;
            Thread.Sleep(s_busyPause);
        }
    }

    private static string Explain(int errno) => Errno.Describe(errno) + errno switch
    {
        _ when errno == EBUSY => ", the queue has an AF_XDP socket already",
        _ when errno == EINVAL => ", there is no such queue, or the socket to share with is on the same one",
        _ when errno == ENODEV => ", there is no such device in this network namespace",
        _ when errno == ENETDOWN => ", the device must be up",
        _ => "",
    };

    internal static string Name(XskBindMode mode) => mode switch
    {
        XskBindMode.ZeroCopy => "zero-copy",
        XskBindMode.Copy => "copy",
        _ => "skb",
    };
}
