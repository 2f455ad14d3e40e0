using Falcon.Xsk.Native;

namespace Falcon.Xsk.Programs;

/// <summary>
/// A program of a loaded <see cref="BpfObject"/>, valid as long as that. Each method is one system call; any thread may make it. Device
/// indices are those of the calling thread's network namespace. Source: Documentation/bpf/bpf_prog_run.rst of the kernel.
/// </summary>
public sealed unsafe class BpfProgram
{
    private const uint LiveFrames = 1 << 1; // BPF_F_TEST_XDP_LIVE_FRAMES, linux/bpf.h

    internal BpfProgram(string name, int fd)
    {
        Name = name;
        Fd = fd;
    }

    /// <summary>The name of the program's function in C.</summary>
    public string Name { get; }

    /// <summary>The file descriptor, owned by the object.</summary>
    public int Fd { get; }

    /// <summary>Runs an XDP program on a frame, without a device (BPF_PROG_TEST_RUN).</summary>
    /// <param name="frame">At least 14 bytes, at most about one page.</param>
    /// <param name="output">Receives the frame after the program. Either empty or large enough for the whole frame.</param>
    /// <param name="repeat">How often the program runs, for timing.</param>
    /// <param name="ifIndex">
    /// The device that the frame appears to come from; 0 for the loopback device of the calling thread's namespace.
    /// </param>
    /// <param name="queue">The receive queue of that device.</param>
    /// <exception cref="XskException">The kernel refuses the run: no such device or queue, frame too short or too long.</exception>
    public BpfTestResult TestRun(ReadOnlySpan<byte> frame, Span<byte> output = default, int repeat = 1, int ifIndex = 0, int queue = 0) =>
        Run(frame, output, repeat, ifIndex, queue, 0, 0);

    /// <summary>
    /// Runs an XDP program on copies of a frame, and the kernel acts on the results: XDP_PASS receives the frame on the device, XDP_TX and
    /// XDP_REDIRECT send it. Frames are reused and keep what the program wrote into them. A call takes about 20 ms to set up, so use a
    /// large <paramref name="repeat"/>. Returns when all runs are done.
    /// </summary>
    /// <param name="frame">At least 14 bytes, at most about 3,500.</param>
    /// <param name="repeat">Number of frames.</param>
    /// <param name="batchSize">Frames per batch, 1 to 256.</param>
    /// <param name="ifIndex">
    /// The device that the frames appear to come from; 0 for the loopback device of the calling thread's namespace.
    /// </param>
    /// <param name="queue">The receive queue of that device.</param>
    /// <exception cref="XskException">The kernel refuses the run.</exception>
    public BpfTestResult RunLive(ReadOnlySpan<byte> frame, int repeat, int batchSize = 64, int ifIndex = 0, int queue = 0) =>
        Run(frame, default, repeat, ifIndex, queue, LiveFrames, (uint)batchSize);

    /// <summary>Runs a socket filter on a packet, without a device (BPF_PROG_TEST_RUN).</summary>
    /// <param name="packet">At least 14 bytes, at most about one page.</param>
    /// <param name="segmentSize">Payload bytes per segment if the packet is still to be segmented; 0 if it is not.</param>
    /// <returns>How many bytes of the packet a socket would get; 0 if it is dropped.</returns>
    /// <exception cref="XskException">The kernel refuses the run.</exception>
    public uint TestFilter(ReadOnlySpan<byte> packet, int segmentSize)
    {
        var options = new BpfTestRunOptions { Repeat = 1 };
        int result = Run(packet, new SocketBufferContext { SegmentSize = (uint)segmentSize }, ref options);
        return result >= 0
            ? options.ReturnValue
            : throw Errno.Exception($"test run of BPF program {Name} on a packet of {packet.Length} bytes", result);
    }

    /// <summary>Runs a raw tracepoint's program on the calling thread and its CPU (BPF_PROG_TEST_RUN).</summary>
    /// <param name="arguments">The tracepoint's arguments.</param>
    /// <exception cref="XskException">The kernel refuses the run.</exception>
    internal void TestTracepoint(params ReadOnlySpan<ulong> arguments)
    {
        fixed (ulong* context = arguments)
        {
            var options = new BpfTestRunOptions
            {
                Size = (nuint)sizeof(BpfTestRunOptions),
                ContextIn = context,
                ContextSizeIn = (uint)(arguments.Length * sizeof(ulong)),
            };
            int result = LibBpf.TestRun(Fd, &options);
            if (result < 0) throw Errno.Exception($"test run of BPF program {Name}", result);
        }
    }

    /// <summary>Runs a tc program on a frame, without a device (BPF_PROG_TEST_RUN). No checksum of the frame has been looked at.</summary>
    /// <param name="frame">At least 14 bytes, at most about one page.</param>
    /// <param name="output">Receives the frame after the program. Either empty or large enough for the whole frame.</param>
    /// <param name="context">What the frame's device and mark are; the mark changes.</param>
    /// <param name="repeat">How often the program runs.</param>
    /// <exception cref="XskException">The kernel refuses the run.</exception>
    internal BpfTestResult TestTc(ReadOnlySpan<byte> frame, Span<byte> output, ref SocketBufferContext context, int repeat = 1)
    {
        fixed (byte* dataOut = output)
        fixed (SocketBufferContext* contextOut = &context)
        {
            var options = new BpfTestRunOptions
            {
                DataOut = dataOut,
                DataSizeOut = (uint)output.Length,
                ContextOut = contextOut,
                ContextSizeOut = (uint)sizeof(SocketBufferContext),
                Repeat = repeat,
            };
            int result = Run(frame, context, ref options);
            return result >= 0
                ? new BpfTestResult(options.ReturnValue, (int)options.DataSizeOut, (int)options.Duration)
                : throw Errno.Exception($"test run of BPF program {Name} with {frame.Length} bytes on device {context.IfIndex}", result);
        }
    }

    private BpfTestResult Run(ReadOnlySpan<byte> frame, Span<byte> output, int repeat, int ifIndex, int queue, uint flags, uint batchSize)
    {
        var context = new XdpContext { DataEnd = (uint)frame.Length, IngressIfIndex = (uint)ifIndex, RxQueueIndex = (uint)queue };
        fixed (byte* dataOut = output)
        {
            var options = new BpfTestRunOptions
            {
                DataOut = dataOut,
                DataSizeOut = (uint)output.Length,
                Repeat = repeat,
                Flags = flags,
                BatchSize = batchSize,
            };
            int result = Run(frame, context, ref options);
            if (result < 0)
            {
                string device = $"device {ifIndex}, queue {queue}";
                throw Errno.Exception($"test run of BPF program {Name} with {frame.Length} bytes on {device}", result);
            }

            return new BpfTestResult(options.ReturnValue, (int)options.DataSizeOut, (int)options.Duration);
        }
    }

    private int Run<TContext>(ReadOnlySpan<byte> data, TContext context, ref BpfTestRunOptions options)
        where TContext : unmanaged
    {
        fixed (byte* dataIn = data)
        fixed (BpfTestRunOptions* filled = &options)
        {
            filled->Size = (nuint)sizeof(BpfTestRunOptions);
            filled->DataIn = dataIn;
            filled->DataSizeIn = (uint)data.Length;
            filled->ContextIn = &context;
            filled->ContextSizeIn = (uint)sizeof(TContext);
            return LibBpf.TestRun(Fd, filled);
        }
    }
}
