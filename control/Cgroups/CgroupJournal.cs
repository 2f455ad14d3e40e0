using System.Text.Json;
using Falcon.Xsk.Native;

namespace Falcon.Control.Cgroups;

/// <summary>
/// A file with the limits that a daemon has lowered, written before each change. If the daemon is killed, the next one restores them from
/// it. Not thread-safe.
/// </summary>
/// <param name="file">Its path. The file exists only while a limit is lowered.</param>
internal sealed class CgroupJournal(string file)
{
    private readonly Dictionary<string, JournalEntry> _entries = [];

    /// <summary>The path of the journal of the daemon with this admin socket.</summary>
    public static string FileFor(string adminSocket) => adminSocket + ".cgroups";

    /// <summary>Notes a limit before it is written to a cgroup.</summary>
    /// <exception cref="CgroupException">The file cannot be written. Then no limit may be lowered.</exception>
    public void Put(JournalEntry entry)
    {
        _entries[entry.Directory] = entry;
        Save();
    }

    /// <summary>
    /// Forgets a cgroup whose own limit is restored, or that is gone. If the file cannot be written the entry stays, which does no harm.
    /// </summary>
    public void Remove(string directory)
    {
        if (_entries.Remove(directory)) TrySave();
    }

    /// <summary>Restores the limits that an earlier daemon lowered. Limits that somebody else has changed since then stay.</summary>
    /// <param name="tell">Called for each restored cgroup and for each failure.</param>
    public void Recover(Action<string> tell)
    {
        foreach (JournalEntry entry in Load(tell))
        {
            try
            {
                var cgroup = new Cgroup(entry.Directory);
                if (!cgroup.Exists || !entry.Charged.Contains(cgroup.Read())) continue;
                cgroup.Write(entry.Original);
                tell($"the CPU limit of cgroup {entry.Directory}, lowered by an earlier daemon, is restored");
            }
            catch (CgroupException e)
            {
                tell(e.Message);
            }
        }

        if (File.Exists(file)) TrySave();
    }

    private JournalEntry[] Load(Action<string> tell)
    {
        if (FileStatus.Find(file) is null && new FileInfo(file).LinkTarget is null) return [];
        try
        {
            return JsonSerializer.Deserialize(TrustedFile.ReadAllText(file), CgroupJson.Default.JournalEntryArray) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or XskException)
        {
            tell($"{file} cannot be read, so cgroups may be left with a lowered CPU limit: {e.Message}");
            return [];
        }
    }

    private void TrySave()
    {
        try
        {
            Save();
        }
        catch (CgroupException)
        {
            // The next daemon will find a limit that is not one of ours and leave it alone.
        }
    }

    /// <summary>Writes a new file and renames it, so that the journal is complete at any moment.</summary>
    private void Save()
    {
        try
        {
            if (_entries.Count == 0)
            {
                File.Delete(file);
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            string aside = file + ".new";
            TrustedFile.WriteAllText(aside, JsonSerializer.Serialize([.. _entries.Values], CgroupJson.Default.JournalEntryArray));
            File.Move(aside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XskException)
        {
            throw new CgroupException($"{file} cannot be written: {e.Message}", e);
        }
    }
}
