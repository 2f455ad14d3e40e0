using Falcon.Control.Admin;

namespace Falcon.Control.Cgroups;

/// <summary>Gives back the CPU limits that a killed daemon left lowered, without starting one.</summary>
public static class CgroupRecovery
{
    /// <summary>Does so for the daemon with that admin socket.</summary>
    /// <returns>What was given back, and what could not be; a line each.</returns>
    /// <exception cref="AdminException">The daemon runs; the limits are its business.</exception>
    public static IReadOnlyList<string> Run(string adminSocket)
    {
        if (AdminSocket.Fault(adminSocket) is { } fault) throw new AdminException(fault);
        List<string> lines = [];
        new CgroupJournal(CgroupJournal.FileFor(adminSocket)).Recover(lines.Add);
        return lines;
    }
}
