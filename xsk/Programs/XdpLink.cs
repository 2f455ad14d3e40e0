using Falcon.Xsk.Native;
using Falcon.Xsk.Sockets;

using static Falcon.Xsk.Native.XdpConstants;
using static Tmds.Linux.LibC;

namespace Falcon.Xsk.Programs;

/// <summary>
/// An XDP program attached to a device by a bpf_link. It is detached when this object is disposed or the process ends, even by a crash.
/// Nobody can replace it meanwhile.
/// </summary>
internal sealed unsafe class XdpLink : IDisposable
{
    private int _fd;

    private XdpLink(int fd) => _fd = fd;

    /// <summary>
    /// Attaches a program at the driver's hook, or at the generic hook for <see cref="XskBindMode.Skb"/>, of a device in the calling
    /// thread's network namespace.
    /// </summary>
    /// <exception cref="XdpAttachException">The device has another XDP program (named in the message), or does not support XDP.</exception>
    public static XdpLink Attach(BpfProgram program, int ifIndex, XskBindMode mode)
    {
        var options = new BpfLinkCreateOptions
        {
            Size = (nuint)sizeof(BpfLinkCreateOptions),
            Flags = mode == XskBindMode.Skb ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE,
        };
        int result = LibBpf.LinkCreate(program.Fd, ifIndex, BPF_XDP, &options);
        return result >= 0 ? new XdpLink(result) : throw Failure(program, ifIndex, mode, -result);
    }

    /// <summary>Detaches.</summary>
    public void Dispose()
    {
        if (_fd >= 0)
            _ = close(_fd);
        _fd = -1;
    }

    private static XdpAttachException Failure(BpfProgram program, int ifIndex, XskBindMode mode, int errno)
    {
        string device = DeviceName.Of(ifIndex);
        var hook = XdpHook.Query(ifIndex);
        if (hook.ProgramId != 0)
        {
            string name = XdpHook.ProgramName(hook.ProgramId);
            string other = $"{name} (id {hook.ProgramId}, {(hook.IsSkb ? "skb" : "driver")} hook)";
            return new XdpAttachException(
                $"{device} has an XDP program already: {other}. It was left alone; detach it first",
                errno, hook.ProgramId, name);
        }

        string place = mode == XskBindMode.Skb ? "skb" : "driver";
        string message = $"{program.Name} cannot be attached at the {place} hook of {device}: {Explain(errno)}";
        return new XdpAttachException(message, errno, 0, null);
    }

    private static string Explain(int errno) => Errno.Describe(errno) + errno switch
    {
        _ when errno == EOPNOTSUPP => ", the driver has no XDP",
        _ when errno == ERANGE => ", the MTU is too large for XDP",
        _ when errno == ENOSPC => ", the device has fewer receive queues than its peer has transmit queues",
        _ when errno == ENODEV => ", there is no such device in this network namespace",
        _ => "",
    };
}
