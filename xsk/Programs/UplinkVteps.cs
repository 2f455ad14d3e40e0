using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Xsk.Programs;

/// <summary>The local VTEPs of the uplink's XDP program: struct vteps of xsk/bpf/uplink.bpf.c. Addresses in network byte order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UplinkVteps
{
    public const int Capacity = 16; // MAX_VTEPS

    private int _count4;
    private int _count6;
    private Addresses4 _addresses4;
    private Addresses6 _addresses6;

    /// <summary>Adds an address if it is not there; false when there is no room.</summary>
    public bool TryAdd(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? TryAdd(_addresses4, ref _count4, MemoryMarshal.Read<uint>(bytes))
            : TryAdd(_addresses6, ref _count6, MemoryMarshal.Read<Address6>(bytes));
    }

    private static bool TryAdd<T>(Span<T> known, ref int count, T address) where T : IEquatable<T>
    {
        if (known[..count].Contains(address))
            return true;
        if (count == Capacity)
            return false;
        known[count++] = address;
        return true;
    }

    private readonly record struct Address6(uint First, uint Second, uint Third, uint Fourth); // aligned to 4 bytes like in6_addr

    [InlineArray(Capacity)]
    private struct Addresses4
    {
        private uint _first;
    }

    [InlineArray(Capacity)]
    private struct Addresses6
    {
        private Address6 _first;
    }
}
