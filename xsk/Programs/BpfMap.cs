using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Programs;

/// <summary>
/// A BPF map: of a loaded <see cref="BpfObject"/> and valid as long as that, or a separate one that several objects share. Keys and values
/// are blittable and as large as in C. Each call is one system call; any thread may make it. Source: bpf(2).
/// </summary>
public sealed unsafe class BpfMap : IDisposable
{
    private readonly SafeFileHandle? _own;
    private readonly int _fd;
    private readonly uint _keySize;
    private readonly uint _valueSize;

    internal BpfMap(string name, nint map)
    {
        Name = name;
        _fd = LibBpf.MapFd(map);
        MaxEntries = (int)LibBpf.MapMaxEntries(map);
        _keySize = LibBpf.MapKeySize(map);
        _valueSize = LibBpf.MapValueSize(map);
    }

    private BpfMap(string name, SafeFileHandle own, uint keySize, uint valueSize, int maxEntries)
    {
        Name = name;
        MaxEntries = maxEntries;
        _own = own;
        _keySize = keySize;
        _valueSize = valueSize;
    }

    /// <summary>Makes a separate map for several objects, see <see cref="BpfObject.Share"/>.</summary>
    /// <param name="name">The name of its variable in C, at most 15 bytes.</param>
    /// <param name="kind">The kind of map.</param>
    /// <param name="keySize">Bytes of a key.</param>
    /// <param name="valueSize">Bytes of a value.</param>
    /// <param name="maxEntries">How many entries fit.</param>
    /// <exception cref="XskException">The kernel refuses it.</exception>
    internal static BpfMap Create(string name, BpfMapKind kind, int keySize, int valueSize, int maxEntries)
    {
        uint flags = kind == BpfMapKind.MappedArray ? BpfMapCreateOptions.Mmapable : 0;
        var options = new BpfMapCreateOptions { Size = (nuint)sizeof(BpfMapCreateOptions), MapFlags = flags };
        int type = kind switch
        {
            BpfMapKind.Hash => BpfMapCreateOptions.Hash,
            BpfMapKind.PerCpuArray => BpfMapCreateOptions.PerCpuArray,
            _ => BpfMapCreateOptions.Array,
        };
        return Create(name, type, keySize, valueSize, maxEntries, options);
    }

    /// <summary>Makes an array of one map; its value is the inner map's descriptor.</summary>
    /// <param name="name">Its name, at most 15 bytes.</param>
    /// <param name="inner">A map like those that it will have.</param>
    /// <exception cref="XskException">The kernel refuses it.</exception>
    internal static BpfMap CreateArrayOf(string name, BpfMap inner)
    {
        var options = new BpfMapCreateOptions { Size = (nuint)sizeof(BpfMapCreateOptions), InnerMapFd = (uint)inner.Fd };
        return Create(name, BpfMapCreateOptions.ArrayOfMaps, sizeof(int), sizeof(int), 1, options);
    }

    private static BpfMap Create(string name, int type, int keySize, int valueSize, int maxEntries, in BpfMapCreateOptions options)
    {
        int result;
        fixed (BpfMapCreateOptions* filled = &options)
            result = LibBpf.MapCreate(type, name, (uint)keySize, (uint)valueSize, (uint)maxEntries, filled);
        return result >= 0
            ? new BpfMap(name, new SafeFileHandle(result, ownsHandle: true), (uint)keySize, (uint)valueSize, maxEntries)
            : throw Errno.Exception($"BPF map {name} of {maxEntries} entries cannot be created", result);
    }

    /// <summary>The name of the map's variable in C.</summary>
    public string Name { get; }

    /// <summary>The file descriptor. The object owns it; a separate map owns its own.</summary>
    /// <exception cref="ObjectDisposedException">It is a separate map and is closed.</exception>
    public int Fd => _own?.Number() ?? _fd;

    /// <summary>How many entries fit.</summary>
    public int MaxEntries { get; }

    /// <summary>Adds an entry or replaces it.</summary>
    /// <exception cref="XskException">The map is full (E2BIG) or the kernel refuses the key or value.</exception>
    public void Update<TKey, TValue>(TKey key, TValue value) where TKey : unmanaged where TValue : unmanaged
    {
        CheckSize(sizeof(TKey), _keySize, "key");
        CheckSize(sizeof(TValue), _valueSize, "value");
        int result = LibBpf.MapUpdate(Fd, &key, &value, 0);
        if (result < 0)
            throw Errno.Exception($"BPF map {Name} of {MaxEntries} entries cannot be updated at {key}", result);
    }

    /// <summary>Reads an entry; false when there is none. Not for per-CPU maps, see <see cref="ReadPerCpu"/>.</summary>
    /// <exception cref="XskException">The kernel refuses the lookup.</exception>
    public bool TryRead<TKey, TValue>(TKey key, out TValue value) where TKey : unmanaged where TValue : unmanaged
    {
        CheckSize(sizeof(TKey), _keySize, "key");
        CheckSize(sizeof(TValue), _valueSize, "value");
        fixed (TValue* target = &value)
            return Lookup(key, target);
    }

    /// <summary>Reads an entry of a per-CPU map: one value for each possible CPU, see /sys/devices/system/cpu/possible.</summary>
    /// <exception cref="XskException">There is no such entry or the kernel refuses the lookup.</exception>
    public TValue[] ReadPerCpu<TKey, TValue>(TKey key) where TKey : unmanaged where TValue : unmanaged
    {
        CheckSize(sizeof(TKey), _keySize, "key");
        CheckSize(sizeof(TValue), _valueSize, "value");
        int stride = (sizeof(TValue) + 7) & ~7; // the kernel rounds each value up to 8 bytes
        var values = new TValue[LibBpf.PossibleCpus()];
        byte[] raw = new byte[stride * values.Length];
        fixed (byte* data = raw)
        {
            if (!Lookup(key, data))
                throw new XskException($"BPF map {Name} has no entry {key}");
            for (int cpu = 0; cpu < values.Length; cpu++)
                values[cpu] = *(TValue*)(data + (cpu * stride));
        }

        return values;
    }

    /// <summary>Removes an entry; false when there was none.</summary>
    /// <exception cref="XskException">The kernel refuses: entries of arrays cannot be removed.</exception>
    public bool Remove<TKey>(TKey key) where TKey : unmanaged
    {
        CheckSize(sizeof(TKey), _keySize, "key");
        int result = LibBpf.MapDelete(Fd, &key);
        return IsFound(result, key, "removed");
    }

    /// <summary>Closes a separate map. A map of an object closes with the object.</summary>
    public void Dispose() => _own?.Dispose();

    /// <summary>Checks that values are as large as the caller's type.</summary>
    /// <exception cref="ArgumentException">Their size differs.</exception>
    internal void CheckValueSize(int size) => CheckSize(size, _valueSize, "value");

    private bool Lookup<TKey>(TKey key, void* value) where TKey : unmanaged
    {
        int result = LibBpf.MapLookup(Fd, &key, value);
        return IsFound(result, key, "read");
    }

    private bool IsFound<TKey>(int result, TKey key, string action)
    {
        if (result < 0 && result != -LibC.ENOENT)
            throw Errno.Exception($"BPF map {Name}: entry {key} cannot be {action}", result);
        return result >= 0;
    }

    private void CheckSize(int given, uint expected, string what)
    {
        if (given != expected)
            throw new ArgumentException($"BPF map {Name} has a {what} of {expected} bytes, not {given}");
    }
}
