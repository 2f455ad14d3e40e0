using System.Runtime.InteropServices;

namespace Falcon.Xsk.Native;

/// <summary>
/// The used start of struct bpf_object_open_opts of bpf/libbpf.h. libbpf accepts a shorter structure if its size is given.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfObjectOpenOptions
{
    public nuint Size;
    public byte* ObjectName;
}

/// <summary>struct bpf_map_create_opts of bpf/bpf.h up to its flags, with enum bpf_map_type and BPF_F_* of linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfMapCreateOptions
{
    public const int Hash = 1;
    public const int Array = 2;
    public const int PerCpuArray = 6;
    public const int ArrayOfMaps = 12;
    public const uint Mmapable = 1 << 10;

    public nuint Size;
    public uint BtfFd;
    public uint BtfKeyTypeId;
    public uint BtfValueTypeId;
    public uint BtfVmlinuxValueTypeId;
    public uint InnerMapFd;
    public uint MapFlags;
}

/// <summary>struct bpf_link_create_opts of bpf/bpf.h up to its flags, which are XDP_FLAGS_* of linux/if_link.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfLinkCreateOptions
{
    public nuint Size;
    public uint Flags;
    private readonly uint _padding;
}

/// <summary>struct bpf_xdp_query_opts of bpf/libbpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfXdpQueryOptions
{
    public nuint Size;
    public uint ProgramId;
    public uint DriverProgramId;
    public uint HardwareProgramId;
    public uint SkbProgramId;
    public byte AttachMode;
}

/// <summary>struct bpf_test_run_opts of bpf/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfTestRunOptions
{
    public nuint Size;
    public byte* DataIn;
    public byte* DataOut;
    public uint DataSizeIn;
    public uint DataSizeOut;
    public void* ContextIn;
    public void* ContextOut;
    public uint ContextSizeIn;
    public uint ContextSizeOut;
    public uint ReturnValue;
    public int Repeat;
    public uint Duration;
    public uint Flags;
    public uint Cpu;
    public uint BatchSize;
}

/// <summary>The used fields of struct __sk_buff of linux/bpf.h: the context of a socket filter and of tc programs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct SocketBufferContext
{
    /// <summary>mark.</summary>
    [FieldOffset(8)]
    public uint Mark;

    /// <summary>ifindex.</summary>
    [FieldOffset(40)]
    public uint IfIndex;

    /// <summary>gso_size.</summary>
    [FieldOffset(176)]
    public uint SegmentSize;
}

/// <summary>struct xdp_md of linux/bpf.h: the context of an XDP program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpContext
{
    public uint Data;
    public uint DataEnd;
    public uint DataMeta;
    public uint IngressIfIndex;
    public uint RxQueueIndex;
    public uint EgressIfIndex;
}
