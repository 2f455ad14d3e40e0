using Falcon.Api;
using Falcon.Control.Admin;

namespace Falcon.Control.Cgroups;

/// <summary>Restores the CPU limits that a killed daemon left lowered, without starting one.</summary>
public static class CgroupRecovery
{
    /// <summary>Restores those of the daemon with this admin socket.</summary>
    /// <returns>One line for each restored limit and for each failure.</returns>
    /// <exception cref="AdminException">The daemon is running; it restores the limits itself.</exception>
    public static IReadOnlyList<string> Run(string adminSocket)
    {
        if (AdminSocket.Fault(adminSocket, out _) is not null)
            throw new AdminException($"{adminSocket} is in use; a running daemon restores the limits itself when it ends");
        List<string> lines = [];
        new CgroupJournal(CgroupJournal.FileFor(adminSocket)).Recover(lines.Add);
        return lines;
    }
}
