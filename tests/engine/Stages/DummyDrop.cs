namespace Falcon.Engine.Tests.Stages;

/// <summary>Why <see cref="DummyStage"/> drops a frame.</summary>
internal enum DummyDrop : byte
{
    /// <summary>Never used, to show that reasons are told apart.</summary>
    Unused,

    /// <summary>The sixteenth train.</summary>
    SixteenthTrain,
}
