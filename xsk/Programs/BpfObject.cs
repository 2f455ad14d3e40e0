using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Xsk.Native;

namespace Falcon.Xsk.Programs;

/// <summary>
/// A compiled BPF object file, embedded in an assembly as a resource by xsk/bpf/Bpf.targets. Open it, set its constants and map sizes, load
/// it, use its maps and programs. Loading needs CAP_BPF and CAP_NET_ADMIN. Not thread-safe. Source: libbpf API, bpf/libbpf.h.
/// </summary>
public sealed unsafe class BpfObject : IDisposable
{
    private readonly string _name;
    private nint _handle;

    private BpfObject(string name, nint handle)
    {
        _name = name;
        _handle = handle;
    }

    /// <summary>Parses the object. Nothing is loaded into the kernel yet.</summary>
    /// <param name="assembly">The assembly that embeds it.</param>
    /// <param name="resource">The resource's name: <c>uplink.bpf.o</c> for <c>bpf/uplink.bpf.c</c>.</param>
    /// <exception cref="XskException">There is no such resource, it is not a BPF object, or libbpf is not installed.</exception>
    public static BpfObject Open(Assembly assembly, string resource)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using Stream stream = assembly.GetManifestResourceStream(resource)
                ?? throw new XskException(
                    $"{assembly.GetName().Name} embeds no BPF object {resource}; "
                    + $"it has {string.Join(", ", assembly.GetManifestResourceNames())}");
        byte[] elf = new byte[stream.Length];
        stream.ReadExactly(elf);
        try
        {
            return Open(elf, resource);
        }
        catch (DllNotFoundException e)
        {
            throw new XskException("libbpf.so.1 was not found: install libbpf1 (scripts/setup.sh does)", e);
        }
    }

    private static BpfObject Open(byte[] elf, string resource)
    {
        LibBpfLog.Start();
        fixed (byte* data = elf)
        {
            nint name = Marshal.StringToCoTaskMemUTF8(resource.Split('.')[0]);
            try
            {
                var options = new BpfObjectOpenOptions { Size = (nuint)sizeof(BpfObjectOpenOptions), ObjectName = (byte*)name };
                nint handle = LibBpf.ObjectOpen(data, (nuint)elf.Length, &options);
                return handle != 0
                    ? new BpfObject(resource, handle)
                    : throw Errno.Exception($"BPF object {resource} cannot be opened{LibBpfLog.Text()}", Marshal.GetLastPInvokeError());
            }
            finally
            {
                Marshal.FreeCoTaskMem(name);
            }
        }
    }

    /// <summary>
    /// Sets the object's read-only data, which the verifier treats as constants. All <c>const volatile</c> variables of the source together
    /// must be as large as <typeparamref name="T"/>; one struct is the simplest. Call it before <see cref="Load"/>.
    /// </summary>
    /// <exception cref="XskException">There is no read-only data, or it has another size.</exception>
    public void SetConstants<T>(in T value) where T : unmanaged
    {
        nuint size;
        void* data = LibBpf.MapInitialValue(FindMap(".rodata"), &size);
        if (data == null || size != (nuint)sizeof(T))
            throw new XskException($"BPF object {_name}: .rodata has {size} bytes, {typeof(T).Name} has {sizeof(T)}");
        Unsafe.WriteUnaligned(data, value);
    }

    /// <summary>Sets how many entries a map can hold. Call it before <see cref="Load"/>.</summary>
    public void SetMaxEntries(string map, int entries)
    {
        int result = LibBpf.MapSetMaxEntries(FindMap(map), checked((uint)entries));
        if (result < 0)
            throw Errno.Exception($"BPF map {map} of {_name} cannot be sized to {entries} entries", result);
    }

    /// <summary>Makes the object use this map for its variable of the same name. Call it before <see cref="Load"/>.</summary>
    /// <exception cref="XskException">The object has no map of that name, or one of another kind.</exception>
    internal void Share(BpfMap map)
    {
        int result = LibBpf.MapReuse(FindMap(map.Name), map.Fd);
        if (result < 0)
            throw Errno.Exception($"BPF object {_name} cannot share the map {map.Name}", result);
    }

    /// <summary>Creates the maps, verifies the programs and loads them. Returns this object.</summary>
    /// <exception cref="XskException">
    /// A capability or kernel feature is missing, or the verifier refused the object; the message contains its log.
    /// </exception>
    public BpfObject Load()
    {
        LibBpfLog.Start();
        int result = LibBpf.ObjectLoad(Handle);
        return result >= 0 ? this : throw Errno.Exception($"BPF object {_name} cannot be loaded{LibBpfLog.Text()}", result);
    }

    /// <summary>
    /// A map by the name of its variable in C. <c>.bss</c> and <c>.data</c> are maps of one value. Call it after <see cref="Load"/>.
    /// </summary>
    /// <exception cref="XskException">There is no map of that name.</exception>
    public BpfMap Map(string name) => new(name, FindMap(name));

    /// <summary>A program by the name of its function in C. Call it after <see cref="Load"/>.</summary>
    /// <exception cref="XskException">There is no program of that name.</exception>
    public BpfProgram Program(string name)
    {
        nint program = LibBpf.FindProgram(Handle, name);
        return program != 0
            ? new BpfProgram(name, LibBpf.ProgramFd(program))
            : throw new XskException($"BPF object {_name} has no program {name}");
    }

    /// <summary>Frees its maps and programs, except those that a live link or another object uses.</summary>
    public void Dispose()
    {
        if (_handle != 0)
            LibBpf.ObjectClose(_handle);
        _handle = 0;
    }

    private nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    private nint FindMap(string name)
    {
        nint map = LibBpf.FindMap(Handle, name);
        return map != 0 ? map : throw new XskException($"BPF object {_name} has no map {name}");
    }
}
