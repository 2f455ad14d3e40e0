using System.Runtime.InteropServices;

namespace Falcon.Vxlan;

/// <summary>The one place where the read-only promise of a span is lifted.</summary>
internal static class HeaderAccess
{
    /// <summary>
    /// Lets the parsers, which take read-only frames, use the same header views as those who write. Bounds stay checked;
    /// the caller only reads from the view that it puts over the result.
    /// </summary>
    internal static Span<byte> ForReading(ReadOnlySpan<byte> bytes) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(bytes), bytes.Length);
}
