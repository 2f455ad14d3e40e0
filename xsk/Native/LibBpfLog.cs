using System.Runtime.InteropServices;
using System.Text;

namespace Falcon.Xsk.Native;

/// <summary>
/// Collects libbpf's warnings on this thread since <see cref="Start"/>, including the verifier's log. They go into the message of an
/// exception instead of standard error.
/// </summary>
internal static unsafe class LibBpfLog
{
    private const int Warning = 0; // enum libbpf_print_level, bpf/libbpf.h
    private const int LongestMessage = 64 * 1024;

    [ThreadStatic]
    private static StringBuilder? s_messages;

    static LibBpfLog() => LibBpf.SetPrint(&Print);

    public static void Start() => (s_messages ??= new StringBuilder()).Clear();

    /// <summary>A line break and the warnings, one per line; empty when there are none.</summary>
    public static string Text() => s_messages is { Length: > 0 } messages ? "\n" + messages.ToString().TrimEnd() : "";

    [UnmanagedCallersOnly]
    private static int Print(int level, byte* format, void* arguments)
    {
        if (level != Warning || s_messages is null)
            return 0;

        byte[] buffer = new byte[LongestMessage];
        fixed (byte* text = buffer)
        {
            int length = CLibrary.Format(text, LongestMessage, format, arguments);
            s_messages.Append(Encoding.UTF8.GetString(buffer, 0, Math.Clamp(length, 0, LongestMessage - 1)));
            return length;
        }
    }
}
