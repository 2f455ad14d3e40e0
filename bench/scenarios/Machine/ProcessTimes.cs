using System.Globalization;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>The CPU time of a process, all threads together, from /proc/PID/stat (proc(5)).</summary>
public static class ProcessTimes
{
    /// <summary>User and system time in ticks; 0 when the process is gone.</summary>
    public static long Read(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Reads fields 14 and 15. The name in field 2 may contain spaces and parentheses.</summary>
    public static long Parse(string stat)
    {
        int nameEnd = stat.LastIndexOf(')');
        if (nameEnd < 0)
            throw new FormatException("/proc/PID/stat names no command");
        string[] fields = stat[(nameEnd + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}
