using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Xsk.KernelPath;

/// <summary>struct path_port of xsk/bpf/kernel_path_tables.h, shared with the programs.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct PathPort
{
    public const int Addresses = 4; // PATH_ADDRESSES

    public long Current;
    public long Generation;
    public int Overlay;
    public uint Vni;
    public int Paused;
    public MacBytes Mac;
    public ushort Strict;
    public Ipv4Addresses Ipv4;
    public Ipv6Addresses Ipv6;
    public int Left;

    [InlineArray(6)]
    public struct MacBytes
    {
        private byte _first;
    }

    [InlineArray(Addresses)]
    public struct Ipv4Addresses
    {
        private uint _first;
    }

    [InlineArray(Addresses * 4)]
    public struct Ipv6Addresses // words, so that they are aligned like in6_addr
    {
        private uint _first;
    }
}
