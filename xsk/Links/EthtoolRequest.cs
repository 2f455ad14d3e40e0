using System.Text;
using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Links;

/// <summary>Sends ethtool commands to one device, through a socket in the calling thread's network namespace.</summary>
internal sealed unsafe class EthtoolRequest : IDisposable
{
    private const int NameBytes = 16;
    private const int IfreqBytes = 40;
    private readonly SafeFileHandle _socket;
    private readonly string _device;

    public EthtoolRequest(string device)
    {
        _device = device;
        _socket = OwnedFd.Take(LibC.socket(LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0), "open a socket for ethtool");
    }

    /// <summary>
    /// Sends a command; its number is the first field of the structure. False when the device is gone or does not know it.
    /// </summary>
    public bool TrySend(void* command)
    {
        // struct ifreq, linux/if.h: the name, then a union, here a pointer.
        byte* request = stackalloc byte[IfreqBytes];
        var bytes = new Span<byte>(request, IfreqBytes);
        bytes.Clear();
        if (!Encoding.UTF8.TryGetBytes(_device, bytes[..(NameBytes - 1)], out _))
            return false;
        *(void**)(request + NameBytes) = command;
        if (LibC.ioctl(_socket.Number(), LibcExtra.SIOCETHTOOL, request) >= 0)
            return true;
        int errno = Errno.Last;
        if (errno == LibC.ENODEV || errno == LibC.EOPNOTSUPP)
            return false;
        throw Errno.Exception($"ethtool command 0x{*(uint*)command:x} on device '{_device}'", errno);
    }

    public void Dispose() => _socket.Dispose();
}
