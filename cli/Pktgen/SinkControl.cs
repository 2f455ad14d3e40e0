using Falcon.Control.Daemon;

namespace Falcon.Cli.Pktgen;

/// <summary>Commands for a running sink, read on a thread of its own: the sink takes them between two batches.</summary>
internal sealed class SinkControl
{
    private readonly TextReader _input;
    private volatile string? _pending;

    private SinkControl(TextReader input)
    {
        _input = input;
        new Thread(Read) { Name = "control", IsBackground = true }.Start();
    }

    /// <summary>Commands from standard input (<c>-</c>) or from a FIFO.</summary>
    /// <exception cref="PktgenException">There is no such file.</exception>
    public static SinkControl Open(string source)
    {
        if (source == "-")
            return new SinkControl(Console.In);
        return File.Exists(source)
            ? new SinkControl(new FifoReader(source))
            : throw new PktgenException(ExitCode.BadInput, $"--control: there is no {source}; create it with mkfifo");
    }

    /// <summary>The next command, once; null when there is none.</summary>
    public string? Take()
    {
        string? command = _pending;
        if (command is not null)
            _pending = null;
        return command;
    }

    private void Read()
    {
        string command;
        do
        {
            command = _input.ReadLine()?.Trim() ?? "stop";
            if (command.Length == 0)
                continue;
            while (_pending is not null)
                Thread.Sleep(1);
            _pending = command;
        }
        while (command != "stop");
    }

    // Opening a FIFO waits for its writer: not before the reading thread needs it.
    private sealed class FifoReader(string path) : TextReader
    {
        private StreamReader? _reader;

        public override string? ReadLine() => (_reader ??= new StreamReader(path)).ReadLine();
    }
}
