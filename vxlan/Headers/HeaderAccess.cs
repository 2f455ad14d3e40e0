using System.Runtime.InteropServices;

namespace Falcon.Vxlan;

/// <summary>The only place that makes a read-only span writable.</summary>
internal static class HeaderAccess
{
    /// <summary>
    /// Lets parsers, which take read-only frames, use the same header views as writers. Bounds stay checked. The caller must only read from
    /// the view.
    /// </summary>
    internal static Span<byte> ForReading(ReadOnlySpan<byte> bytes) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(bytes), bytes.Length);
}
