package web

import (
	"net/http"

	"beret/internal/account"
	"beret/internal/task"
)

// handler shows or changes something for an actor. What it returns is logged
// and shown by serve; it writes nothing before it returns an error.
type handler func(w http.ResponseWriter, r *http.Request, actor account.Actor) error

// route is one line of the table: what is asked, which action it takes, who
// answers. The zero action is open to everybody.
type route struct {
	pattern string
	action  account.Action
	handle  handler
	body    int64 // largest request body in bytes, 0 for the usual
}

// upTo returns the route with a larger limit for its request body.
func (r route) upTo(bytes int64) route {
	r.body = bytes
	return r
}

// public is the action of what everybody may ask, signed in or not.
const public account.Action = ""

// routes is every address of the program, and who may use it. A test walks it
// with every role.
func (s *Server) routes() []route {
	at := func(pattern string, action account.Action, handle handler) route {
		return route{pattern: pattern, action: action, handle: handle}
	}
	return []route{
		// Door
		at("GET /sign-in", public, s.signInPage),
		at("POST /sign-in", public, s.signIn),
		at("POST /sign-out", account.SelfManage, s.signOut),
		at("POST /sign-out-everywhere", account.SelfManage, s.signOutEverywhere),
		at("POST /preferences", public, s.setPreferences),
		at("GET /healthz", public, s.health),
		at("/", public, s.missing),

		// Oneself
		at("GET /profile", account.SelfManage, s.profile),
		at("GET /password", account.SelfManage, s.passwordPage),
		at("POST /password", account.SelfManage, s.changePassword),
		at("GET /help", account.HelpView, s.help),

		// Overview and participation
		at("GET /{$}", account.OverviewView, s.overview),
		at("GET /participation", account.ParticipationView, s.participation),
		at("GET /participation/export", account.PeopleView, s.participationExport),
		at("GET /participation/people", account.PeopleView, s.participationPeople),
		at("GET /participation/changes", account.PeopleView, s.participationChanges),
		at("GET /snapshots", account.PeopleView, s.snapshots),
		at("GET /snapshots/new", account.SnapshotFreeze, s.freezePage),
		at("POST /snapshots/new", account.SnapshotFreeze, s.freeze),
		at("GET /snapshots/{month}", account.PeopleView, s.snapshot),
		at("GET /reference", account.ReferenceView, s.reference),
		at("GET /reference/new", account.ReferenceEdit, s.newRowPage),
		at("POST /reference/new", account.ReferenceEdit, s.newRow),
		at("GET /reference/withdraw", account.ReferenceEdit, s.withdrawRowPage),
		at("POST /reference/withdraw", account.ReferenceEdit, s.withdrawRow),

		// Officers
		at("GET /officers", account.OfficerList, s.officers),
		at("GET /officers/export", account.RosterExport, s.exportOfficers),
		at("GET /officers/{id}", account.OfficerView, s.officer),
		at("GET /officers/{id}/history", account.OfficerHistory, s.officerTrail),
		at("GET /officers/{id}/posts", account.CallView, s.officerPosts),
		at("GET /officers/new", account.OfficerEdit, s.newOfficerPage),
		at("POST /officers/new", account.OfficerEdit, s.newOfficer),
		at("GET /officers/{id}/edit", account.OfficerEdit, editOfficer().page(s)),
		at("POST /officers/{id}/edit", account.OfficerEdit, editOfficer().saved(s)),
		at("GET /officers/{id}/correct", account.OfficerEdit, correctOfficer().page(s)),
		at("POST /officers/{id}/correct", account.OfficerEdit, correctOfficer().saved(s)),
		at("GET /officers/{id}/promote", account.OfficerEdit, promoteOfficer().page(s)),
		at("POST /officers/{id}/promote", account.OfficerEdit, promoteOfficer().saved(s)),
		at("GET /officers/{id}/transfer", account.OfficerEdit, transferOfficer().page(s)),
		at("POST /officers/{id}/transfer", account.OfficerEdit, transferOfficer().saved(s)),
		at("GET /officers/{id}/end", account.OfficerEdit, endOfficer().page(s)),
		at("POST /officers/{id}/end", account.OfficerEdit, endOfficer().saved(s)),
		at("GET /officers/{id}/{part}/new", account.OfficerEdit, s.partPage),
		at("POST /officers/{id}/{part}/new", account.OfficerEdit, s.savePart),
		at("GET /officers/{id}/{part}/{key}", account.OfficerEdit, s.partPage),
		at("POST /officers/{id}/{part}/{key}", account.OfficerEdit, s.savePart),
		at("GET /officers/{id}/{part}/{key}/remove", account.OfficerEdit, s.removePartPage),
		at("POST /officers/{id}/{part}/{key}/remove", account.OfficerEdit, s.removePart),
		at("GET /my-file", account.OfficerView, s.ownFile),
		at("GET /expiring", account.ExpiryView, s.expiry),
		at("GET /expiring/export", account.RosterExport, s.exportExpiry),
		at("GET /home-units", account.OfficerList, s.homeUnits),
		at("GET /home-units/new", account.OfficerEdit, s.homeUnitPage),
		at("POST /home-units/new", account.OfficerEdit, s.saveHomeUnit),
		at("GET /home-units/{id}", account.OfficerEdit, s.homeUnitPage),
		at("POST /home-units/{id}", account.OfficerEdit, s.saveHomeUnit),
		at("POST /home-units/{id}/remove", account.OfficerEdit, s.removeHomeUnit),

		// Deployments and nominations
		at("GET /deployments", account.DeploymentView, s.tours),
		at("GET /deployments/export", account.RosterExport, s.exportTours),
		at("GET /deployments/new", account.DeploymentEdit, s.newTourPage),
		at("POST /deployments/new", account.DeploymentEdit, s.newTour),
		at("GET /deployments/{id}", account.DeploymentView, s.tour),
		at("GET /deployments/{id}/start", account.DeploymentEdit, s.tourChangePage("start")),
		at("POST /deployments/{id}/start", account.DeploymentEdit, s.saveTourChange("start")),
		at("GET /deployments/{id}/extend", account.DeploymentEdit, s.tourChangePage("extend")),
		at("POST /deployments/{id}/extend", account.DeploymentEdit, s.saveTourChange("extend")),
		at("GET /deployments/{id}/end", account.DeploymentEdit, s.tourChangePage("end")),
		at("POST /deployments/{id}/end", account.DeploymentEdit, s.saveTourChange("end")),
		at("GET /deployments/{id}/cancel", account.DeploymentEdit, s.tourChangePage("cancel")),
		at("POST /deployments/{id}/cancel", account.DeploymentEdit, s.saveTourChange("cancel")),
		at("GET /deployments/{id}/correct", account.DeploymentEdit, s.correctTourPage),
		at("POST /deployments/{id}/correct", account.DeploymentEdit, s.correctTour),
		at("GET /nominations", account.NominationView, s.nominations),
		at("GET /nominations/export", account.RosterExport, s.exportNominations),
		at("GET /nominations/new", account.NominationEdit, s.newNominationPage),
		at("POST /nominations/new", account.NominationEdit, s.newNomination),
		at("GET /nominations/{id}", account.NominationView, s.nomination),
		at("GET /nominations/{id}/decide", account.NominationEdit, s.decideNominationPage),
		at("POST /nominations/{id}/decide", account.NominationEdit, s.decideNomination),
		at("GET /nominations/{id}/deploy", account.NominationEdit, s.deployNominationPage),
		at("POST /nominations/{id}/deploy", account.NominationEdit, s.deployNomination),
		at("GET /nominations/{id}/steps/new", account.NominationEdit, s.newStepPage),
		at("POST /nominations/{id}/steps/new", account.NominationEdit, s.newStep),
		at("GET /nominations/{id}/steps/{step}", account.NominationEdit, s.stepPage),
		at("POST /nominations/{id}/steps/{step}", account.NominationEdit, s.saveStep),
		at("GET /nominations/{id}/steps/{step}/remove", account.NominationEdit, s.removeStepPage),
		at("POST /nominations/{id}/steps/{step}/remove", account.NominationEdit, s.removeStep),
		at("GET /calls/{id}/results", account.NominationEdit, s.resultsPage),
		at("POST /calls/{id}/results", account.NominationEdit, s.enterResults),

		at("GET /funnel", account.CallView, s.funnel),
		at("GET /funnel/export", account.RosterExport, s.exportFunnel),
		at("GET /funnel/people", account.CallView, s.funnelPeople),
		at("GET /funnel/people/export", account.RosterExport, s.exportFunnelPeople),

		// Calls
		at("GET /calls", account.CallView, s.calls),
		at("GET /calls/export", account.RosterExport, s.exportCalls),
		at("GET /calls/new", account.CallEdit, s.newCallPage),
		at("POST /calls/new", account.CallEdit, s.newCall),
		at("GET /calls/{id}", account.CallView, s.call),
		at("GET /calls/{id}/edit", account.CallEdit, s.editCallPage),
		at("POST /calls/{id}/edit", account.CallEdit, s.editCall),
		at("GET /calls/{id}/status", account.CallEdit, s.callStatusPage),
		at("POST /calls/{id}/status", account.CallEdit, s.setCallStatus),
		at("GET /calls/{id}/posts/new", account.CallEdit, s.newPostPage),
		at("POST /calls/{id}/posts/new", account.CallEdit, s.newPost),
		at("GET /calls/{id}/posts/{post}/edit", account.CallEdit, s.editPostPage),
		at("POST /calls/{id}/posts/{post}/edit", account.CallEdit, s.editPost),
		at("GET /calls/{id}/posts/{post}/remove", account.CallEdit, s.removePostPage),
		at("POST /calls/{id}/posts/{post}/remove", account.CallEdit, s.removePost),
		at("GET /calls/{id}/posts/{post}/officers/{officer}", account.CallView, s.postOfficer),

		at("GET /calls/{id}/posts/{post}", account.CallView, s.callPeople),
		at("POST /calls/{id}/posts/{post}", account.CallEdit, s.tell),
		at("GET /calls/{id}/posts/{post}/export", account.RosterExport, s.exportCallPeople),
		at("GET /calls/{id}/people", account.CallView, s.callPeople),
		at("POST /calls/{id}/people", account.CallEdit, s.tell),
		at("GET /calls/{id}/people/export", account.RosterExport, s.exportCallPeople),
		at("GET /calls/{id}/import", account.CallEdit, s.postImportPage),
		at("POST /calls/{id}/import", account.CallEdit, s.postUpload).upTo(postFileBytes),
		at("GET /calls/{id}/import/{token}", account.CallEdit, s.postPreviewPage),
		at("POST /calls/{id}/import/{token}", account.CallEdit, s.takePosts),
		at("GET /calls/{id}/import/template/{lang}/{file}", account.CallEdit, s.postTemplate),
		at("GET /calls/{id}/told", account.CallView, s.told),
		at("POST /calls/{id}/told", account.CallEdit, s.reply),
		at("GET /calls/{id}/told/export", account.RosterExport, s.exportTold),
		at("GET /calls/{id}/papers", account.CallView, s.callPapers),
		at("POST /calls/{id}/papers", account.CallEdit, s.enterPapers),
		at("GET /calls/{id}/papers/export", account.RosterExport, s.exportPapers),
		at("GET /calls/{id}/papers/{document}/{officer}", account.CallEdit, s.paperPage),
		at("POST /calls/{id}/papers/{document}/{officer}", account.CallEdit, s.savePaper),
		at("GET /calls/{id}/documents/new", account.CallEdit, s.newDocumentPage),
		at("POST /calls/{id}/documents/new", account.CallEdit, s.newDocument),
		at("GET /calls/{id}/documents/{document}", account.CallEdit, s.documentPage),
		at("POST /calls/{id}/documents/{document}", account.CallEdit, s.saveDocument),
		at("GET /calls/{id}/documents/{document}/remove", account.CallEdit, s.removeDocumentPage),
		at("POST /calls/{id}/documents/{document}/remove", account.CallEdit, s.removeDocument),

		// Training and tasks
		at("GET /training", account.TrainingView, s.trainings),
		at("GET /training/export", account.RosterExport, s.exportTrainings),
		at("GET /training/new", account.TrainingEdit, s.newSessionPage),
		at("POST /training/new", account.TrainingEdit, s.newSession),
		at("GET /training/{id}", account.TrainingView, s.training),
		at("GET /training/{id}/export", account.RosterExport, s.exportPlaces),
		at("GET /training/{id}/edit", account.TrainingEdit, s.editSessionPage),
		at("POST /training/{id}/edit", account.TrainingEdit, s.editSession),
		at("GET /training/{id}/status", account.TrainingEdit, s.sessionStatusPage),
		at("POST /training/{id}/status", account.TrainingEdit, s.setSessionStatus),
		at("GET /training/{id}/enrol", account.TrainingEdit, s.enrolPage),
		at("POST /training/{id}/enrol", account.TrainingEdit, s.enrol),
		at("GET /training/{id}/candidates", account.TrainingView, s.seatCandidates),
		at("POST /training/{id}/candidates", account.TrainingEdit, s.seatTicked),
		at("GET /training/{id}/candidates/export", account.RosterExport, s.exportCandidates),
		at("GET /training/{id}/places/{officer}/enrol", account.TrainingEdit, s.againPage),
		at("POST /training/{id}/places/{officer}/enrol", account.TrainingEdit, s.again),
		at("GET /training/{id}/places/{officer}/withdraw", account.TrainingEdit, s.withdrawPage),
		at("POST /training/{id}/places/{officer}/withdraw", account.TrainingEdit, s.withdraw),
		at("GET /training/{id}/hold", account.TrainingEdit, s.holdPage),
		at("POST /training/{id}/hold", account.TrainingEdit, s.hold),
		at("GET /tasks", account.TaskView, s.tasks),
		at("GET /tasks/export", account.RosterExport, s.exportTasks),
		at("GET /tasks/new", account.TaskEdit, s.newTaskPage),
		at("POST /tasks/new", account.TaskEdit, s.newTask),
		at("GET /tasks/{id}", account.TaskView, s.task),
		at("GET /tasks/{id}/edit", account.TaskEdit, s.editTaskPage),
		at("POST /tasks/{id}/edit", account.TaskEdit, s.editTask),
		at("GET /tasks/{id}/status", account.TaskEdit, s.taskStatusPage),
		at("POST /tasks/{id}/status", account.TaskEdit, s.setTaskStatus),
		at("POST /tasks/{id}/done", account.TaskEdit, s.tickTask(task.Done)),
		at("POST /tasks/{id}/open", account.TaskEdit, s.tickTask(task.Open)),

		// Units
		at("GET /units", account.UnitView, s.units),
		at("GET /units/{id}", account.UnitView, s.formedUnit),
		at("GET /units/{id}/edit", account.UnitEdit, s.editUnitPage),
		at("POST /units/{id}/edit", account.UnitEdit, s.editUnit),
		at("GET /units/{id}/seats/{seat}/assign", account.UnitEdit, s.assignSeatPage),
		at("POST /units/{id}/seats/{seat}/assign", account.UnitEdit, s.assignSeat),
		at("GET /units/{id}/seats/{seat}/release", account.UnitEdit, s.releaseSeatPage),
		at("POST /units/{id}/seats/{seat}/release", account.UnitEdit, s.releaseSeat),

		// Slates
		at("GET /slates", account.SlateView, s.slates),
		at("POST /calls/{id}/slates", account.SlateEdit, s.newCallSlate),
		at("GET /units/{id}/slates", account.SlateEdit, s.newUnitSlatePage),
		at("POST /units/{id}/slates", account.SlateEdit, s.newUnitSlate),
		at("GET /slates/{id}", account.SlateView, s.slate),
		at("GET /slates/{id}/why", account.SlateView, s.slateWhy),
		at("GET /slates/{id}/remedy", account.SlateView, s.slateRemedy),
		at("GET /slates/{id}/history", account.SlateView, s.slateHistory),
		at("POST /slates/{id}/propose", account.SlateEdit, s.slatePropose),
		at("POST /slates/{id}/remedy", account.SlateEdit, s.slatePlanRemedy),
		at("GET /slates/{id}/next", account.SlateView, s.slateNext),
		at("GET /slates/{id}/seat", account.SlateEdit, s.slateSeatPage),
		at("POST /slates/{id}/seat", account.SlateEdit, s.slateSeat),
		at("GET /slates/{id}/measures", account.RosterExport, s.slateMeasures),
		at("GET /slates/{id}/measures/{measure}", account.SlateEdit, s.slateMeasurePage),
		at("POST /slates/{id}/measures/{measure}", account.SlateEdit, s.slateMeasure),
		at("GET /slates/{id}/floors", account.SlateEdit, s.slateFloorsPage),
		at("POST /slates/{id}/floors", account.SlateEdit, s.slateFloors),
		at("GET /slates/{id}/rules", account.SlateEdit, s.slateRulesPage),
		at("POST /slates/{id}/rules", account.SlateEdit, s.slateRules),
		at("GET /slates/{id}/pin", account.SlateEdit, s.slateAskPage("pin")),
		at("POST /slates/{id}/pin", account.SlateEdit, s.slateDecide("pin")),
		at("GET /slates/{id}/ban", account.SlateEdit, s.slateAskPage("ban")),
		at("POST /slates/{id}/ban", account.SlateEdit, s.slateDecide("ban")),
		at("GET /slates/{id}/undo", account.SlateEdit, s.slateAskPage("undo")),
		at("POST /slates/{id}/undo", account.SlateEdit, s.slateDecide("undo")),
		at("GET /slates/{id}/replace", account.SlateEdit, s.slateAskPage("replace")),
		at("POST /slates/{id}/replace", account.SlateEdit, s.slateDecide("replace")),
		at("GET /slates/{id}/leave", account.SlateEdit, s.slateAskPage("leave")),
		at("POST /slates/{id}/leave", account.SlateEdit, s.slateDecide("leave")),
		at("GET /slates/{id}/check", account.SlateEdit, s.slateMovePage("check")),
		at("POST /slates/{id}/check", account.SlateEdit, s.slateMoved("check")),
		at("GET /slates/{id}/approve", account.SlateApprove, s.slateMovePage("approve")),
		at("POST /slates/{id}/approve", account.SlateApprove, s.slateMoved("approve")),
		at("GET /slates/{id}/return", account.SlateApprove, s.slateMovePage("return")),
		at("POST /slates/{id}/return", account.SlateApprove, s.slateMoved("return")),
		at("GET /slates/{id}/sign", account.SlateEdit, s.slateMovePage("sign")),
		at("POST /slates/{id}/sign", account.SlateEdit, s.slateMoved("sign")),
		at("GET /slates/{id}/reopen", account.SlateEdit, s.slateMovePage("reopen")),
		at("POST /slates/{id}/reopen", account.SlateEdit, s.slateMoved("reopen")),
		at("GET /slates/{id}/discard", account.SlateEdit, s.slateMovePage("discard")),
		at("POST /slates/{id}/discard", account.SlateEdit, s.slateMoved("discard")),
		at("GET /slates/{id}/steps", account.SlateView, s.slateSteps),
		at("POST /slates/{id}/steps", account.SlateEdit, s.slateAddStep),
		at("GET /slates/{id}/certificate", account.SlateEdit, s.slateCertificatePage),
		at("POST /slates/{id}/certificate", account.SlateEdit, s.slateCertificate),
		at("GET /slates/{id}/certificate/void", account.SlateEdit, s.slateVoidPage),
		at("POST /slates/{id}/certificate/void", account.SlateEdit, s.slateVoid),
		at("GET /slates/{id}/export", account.RosterExport, s.slateExport),
		at("GET /slates/{id}/instance", account.RosterExport, s.slateInstance),
		at("GET /slates/{id}/proof", account.RosterExport, s.slateProof),
		at("GET /slates/{id}/pack", account.SlateView, s.pack),
		at("GET /slates/{id}/pack/{file}", account.PackMake, s.packFile),
		at("GET /slates/{id}/send", account.PackMake, s.sendPage),
		at("POST /slates/{id}/send", account.PackMake, s.send),
		at("GET /transfers", account.SlateView, s.transfers),
		at("GET /transfers/export", account.RosterExport, s.exportTransfers),
		at("GET /slates/{id}/signed/{edition}", account.RosterExport, s.slateSigned),

		// Outlook
		at("GET /outlook", account.OutlookView, s.outlookPage),
		at("GET /outlook/risks", account.OutlookView, s.outlookRisks),
		at("GET /outlook/export", account.OutlookView, s.outlookExport),
		at("GET /outlook/scenarios", account.OutlookView, s.savedScenarios),
		at("GET /outlook/scenarios/new", account.OutlookEdit, s.newScenarioPage),
		at("POST /outlook/scenarios/new", account.OutlookEdit, s.newScenario),
		at("GET /outlook/scenarios/{id}/rename", account.OutlookEdit, s.scenarioAsk("rename")),
		at("POST /outlook/scenarios/{id}/rename", account.OutlookEdit, s.scenarioDone("rename")),
		at("GET /outlook/scenarios/{id}/remove", account.OutlookEdit, s.scenarioAsk("remove")),
		at("POST /outlook/scenarios/{id}/remove", account.OutlookEdit, s.scenarioDone("remove")),
		at("GET /outlook/leadership", account.OutlookView, s.leadershipPage),
		at("GET /outlook/leadership/export", account.OutlookView, s.exportLeadership),
		at("GET /outlook/leadership/people", account.OutlookView, s.leadershipPeople),
		at("GET /outlook/leadership/people/export", account.RosterExport, s.exportLeadershipPeople),
		at("GET /outlook/calibration", account.OutlookView, s.calibrationPage),
		at("GET /outlook/calibration/export", account.OutlookView, s.exportCalibration),
		at("GET /outlook/compare", account.OutlookView, s.compareScenarios),
		at("GET /outlook/plan", account.OutlookView, s.outlookPlan),
		at("GET /outlook/plan/export", account.OutlookView, s.planExport),
		at("GET /outlook/plan/force", account.OutlookEdit, s.forcePage),
		at("POST /outlook/plan/force", account.OutlookEdit, s.force),
		at("GET /outlook/assumptions", account.OutlookView, s.outlookAssumptions),
		at("GET /outlook/assumptions/export", account.OutlookView, s.assumptionsExport),
		at("GET /outlook/posts", account.OutlookView, s.authorisedPosts),
		at("GET /outlook/posts/new", account.OutlookEdit, s.postAsk("new")),
		at("POST /outlook/posts/new", account.OutlookEdit, s.postDone("new")),
		at("GET /outlook/posts/{id}/edit", account.OutlookEdit, s.postAsk("edit")),
		at("POST /outlook/posts/{id}/edit", account.OutlookEdit, s.postDone("edit")),
		at("GET /outlook/posts/{id}/remove", account.OutlookEdit, s.postAsk("remove")),
		at("POST /outlook/posts/{id}/remove", account.OutlookEdit, s.postDone("remove")),
		at("GET /outlook/rotations", account.OutlookView, s.rotationCalendar),
		at("GET /outlook/rotations/new", account.OutlookEdit, s.rotationAsk("new")),
		at("POST /outlook/rotations/new", account.OutlookEdit, s.rotationDone("new")),
		at("GET /outlook/rotations/{id}/edit", account.OutlookEdit, s.rotationAsk("edit")),
		at("POST /outlook/rotations/{id}/edit", account.OutlookEdit, s.rotationDone("edit")),
		at("GET /outlook/rotations/{id}/remove", account.OutlookEdit, s.rotationAsk("remove")),
		at("POST /outlook/rotations/{id}/remove", account.OutlookEdit, s.rotationDone("remove")),

		// Rosters
		at("GET /roster/import", account.RosterImport, s.rosterImportPage),
		at("POST /roster/import", account.RosterImport, s.rosterUpload).upTo(rosterFileBytes),
		at("GET /roster/import/{job}", account.RosterImport, s.rosterJobPage),
		at("POST /roster/import/{job}/look", account.RosterImport, s.rosterLookAgain),
		at("POST /roster/import/{job}/take", account.RosterImport, s.rosterTake),
		at("POST /roster/import/{job}/discard", account.RosterImport, s.rosterDiscard),
		at("GET /roster/import/{job}/rejects", account.RosterImport, s.rosterRejects),
		at("GET /roster/template/{lang}/{file}", account.RosterImport, s.rosterTemplate),
		at("GET /roster/export", account.RosterExport, s.rosterExportPage),
		at("GET /roster/export/{file}", account.RosterExport, s.rosterExport),

		// World
		at("GET /world", account.WorldView, s.worldPage),
		at("GET /world/rank", account.WorldView, s.worldRank),
		at("GET /world/missions", account.WorldView, s.worldMissions),
		at("GET /outlook/world", account.WorldView, s.worldOutlook),
		at("GET /outlook/world/export", account.WorldView, s.worldOutlookExport),
		at("GET /world/reconcile", account.ReconcileView, s.worldReconcile),
		at("GET /world/reconcile/people", account.PeopleView, s.worldReconcilePeople),
		at("GET /world/reconcile/export", account.ReconcileView, s.worldReconcileExport),
		at("GET /world/import", account.WorldImport, s.worldImportPage),
		at("POST /world/import", account.WorldImport, s.worldUpload).upTo(worldFileBytes),
		at("GET /world/import/{token}", account.WorldImport, s.worldPreview),
		at("POST /world/import/{token}", account.WorldImport, s.worldImport),
		at("GET /world/imports/{id}", account.WorldImport, s.worldImported),

		// Reports
		at("GET /reports", account.ReportMake, s.monthlyReport),
		at("POST /reports/{format}", account.ReportMake, s.makeReport),

		// Administration
		at("GET /users", account.UserManage, s.users),
		at("GET /users/new", account.UserManage, s.newUserPage),
		at("POST /users/new", account.UserManage, s.newUser),
		at("GET /users/{id}", account.UserManage, s.user),
		at("POST /users/{id}/disable", account.UserManage, s.disableUser),
		at("POST /users/{id}/enable", account.UserManage, s.enableUser),
		at("POST /users/{id}/reset", account.UserManage, s.resetUser),
		at("GET /audit", account.AuditView, s.auditLog),
	}
}

// entry is a line of the navigation. It is offered to whom the route "GET
// path" is open, and nobody where there is no such route.
type entry struct{ path, key string }

// area is a part of the office's work: a word in the bar under the wordmark,
// and the sections that stand under it while one of them is open.
type area struct {
	key      string
	sections []entry
}

// navigation is the bar under the wordmark: as many areas as fit on a line in
// every language.
func navigation() []area {
	return []area{
		{"web.nav.overview", []entry{{"/{$}", "web.nav.overview"}}},
		{"web.nav.position", []entry{
			{"/participation", "web.nav.participation"},
			{"/world", "web.nav.world"},
			{"/reports", "web.nav.reports"},
		}},
		{"web.nav.people", []entry{
			{"/my-file", "officerpage.my_file"},
			{"/officers", "web.nav.officers"},
			{"/expiring", "web.nav.expiring"},
		}},
		{"web.nav.missions", []entry{
			{"/deployments", "web.nav.deployments"},
			{"/units", "web.nav.units"},
		}},
		{"web.nav.selection", []entry{
			{"/calls", "web.nav.calls"},
			{"/slates", "web.nav.slates"},
			{"/nominations", "web.nav.nominations"},
			{"/funnel", "web.nav.funnel"},
			{"/transfers", "web.nav.transfers"},
		}},
		{"web.nav.ahead", []entry{
			{"/outlook", "web.nav.outlook"},
			{"/training", "web.nav.training"},
			{"/tasks", "web.nav.tasks"},
		}},
	}
}

// sections are the sections of all areas in their order.
func sections() (list []entry) {
	for _, a := range navigation() {
		list = append(list, a.sections...)
	}
	return list
}

// personal is the menu under the user's name.
func personal() []entry {
	return []entry{
		{"/profile", "web.nav.profile"},
		{"/roster/import", "web.nav.import"},
		{"/reference", "web.nav.reference"},
		{"/users", "web.nav.users"},
		{"/audit", "web.nav.audit"},
		{"/help", "web.nav.help"},
	}
}
