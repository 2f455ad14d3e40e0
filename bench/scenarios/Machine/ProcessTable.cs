using System.Globalization;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>
/// CPU time of the processes that do not belong to a measurement: neither this process and its descendants nor those given. The time of an
/// ended process counts with the parent that waited for it (proc(5), cutime and cstime), so the sum does not shrink.
/// </summary>
public static class ProcessTable
{
    /// <summary>A process: its parent, and ticks used by it and by the children it has waited for.</summary>
    public readonly record struct Entry(int Parent, long Ticks);

    /// <summary>Ticks used by other processes so far.</summary>
    public static long StrangersTicks(IReadOnlyCollection<int> ours) => StrangersTicks(Read(), [Environment.ProcessId, .. ours]);

    public static long StrangersTicks(IReadOnlyDictionary<int, Entry> processes, IReadOnlyCollection<int> ours) =>
        processes.Where(process => !DescendsFrom(process.Key, processes, ours)).Sum(process => process.Value.Ticks);

    /// <summary>Reads fields 4 and 14 to 17 of /proc/PID/stat. The name in field 2 may contain spaces and parentheses.</summary>
    public static Entry Parse(string stat)
    {
        int nameEnd = stat.LastIndexOf(')');
        if (nameEnd < 0)
            throw new FormatException("/proc/PID/stat names no command");
        string[] fields = stat[(nameEnd + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long At(int field) => long.Parse(fields[field - 3], CultureInfo.InvariantCulture);
        return new Entry((int)At(4), At(14) + At(15) + At(16) + At(17));
    }

    private static bool DescendsFrom(int pid, IReadOnlyDictionary<int, Entry> processes, IReadOnlyCollection<int> ancestors)
    {
        for (int depth = 0; depth < 64 && !ancestors.Contains(pid); depth++)
        {
            if (!processes.TryGetValue(pid, out Entry entry) || entry.Parent == 0)
                return IsKernelThread(pid, processes);
            pid = entry.Parent;
        }

        return true;
    }

    /// <summary>Whether a process is a kernel thread: they descend from process 2. ksoftirqd works for the measurement.</summary>
    private static bool IsKernelThread(int root, IReadOnlyDictionary<int, Entry> processes) => root == 2 && processes.ContainsKey(root);

    private static Dictionary<int, Entry> Read()
    {
        var processes = new Dictionary<int, Entry>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out int pid))
                continue;
            try
            {
                processes[pid] = Parse(File.ReadAllText($"{directory}/stat"));
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return processes;
    }
}
