// Was die Site in diesem Browser von ihrem Inhalt sagt, auf Deutsch, unter den Namen ihrer Sätze. Englisch spricht sie selbst.
export default {
  "content_busy": "Eine Wiederherstellung oder ein anderer Job läuft: Warten Sie, bis er beendet ist, und versuchen Sie es dann noch einmal.",
  "content_gone": "Etwas dieses Namens gibt es nicht mehr: Sehen Sie nach, was jetzt da ist.",
  "content_folder_in_way": "Wo die Datei hin soll, liegt ein Ordner: Entfernen Sie ihn zuerst, oder wählen Sie einen anderen Namen.",
  "content_file_in_way": "Wo ein Ordner sein müsste, liegt eine Datei: Entfernen Sie sie zuerst, oder wählen Sie einen anderen Namen.",
  "content_no_file": "Das ist keine Datei: Nur Dateien lassen sich lesen.",
  "content_path": "„{path}“ ist kein Pfad im Inhalt: Teile mit je einem Namen, dazwischen /, keiner davon . oder .. .",
  "content_full": "Auf dem Datenträger oder im Kontingent dieses Browsers ist kein Platz für {path}: Schaffen Sie Platz, und versuchen Sie es dann noch einmal.",
  "content_full_kept": "Auf dem Datenträger oder im Kontingent dieses Browsers ist kein Platz für {path}: Schaffen Sie Platz, und versuchen Sie es dann noch einmal. Davor hinzugefügte Dateien: {kept}.",
  "content_full_room": "Für {path} ist kein Platz: Dieser Browser lässt den Ursprung dieser Seite {quota} MB behalten, davon sind {used} MB belegt. Schaffen Sie Platz, und versuchen Sie es dann noch einmal.",
  "content_full_room_kept": "Für {path} ist kein Platz: Dieser Browser lässt den Ursprung dieser Seite {quota} MB behalten, davon sind {used} MB belegt. Schaffen Sie Platz, und versuchen Sie es dann noch einmal. Davor hinzugefügte Dateien: {kept}.",
  "content_unreadable": "{path} lässt sich nicht öffnen ({reason}): Prüfen Sie, ob es noch da ist und die Rechte es erlauben.",
  "content_failed": "Eine Änderung des Inhalts bei {path} ist fehlgeschlagen ({reason}): Sehen Sie nach, was da ist, und versuchen Sie es dann noch einmal.",
  "adding_ended": "Der Tab, der diese Datei annahm, wurde geschlossen, bevor er sie ganz hatte. Fügen Sie sie noch einmal hinzu.",
  "holder_ended": "Der Tab, der die Site hielt, wurde geschlossen, bevor er antwortete. Sehen Sie nach, was da ist, und versuchen Sie es dann noch einmal.",
  "site_in_use": "Die Site in diesem Browser wird von einem anderen Tab verwendet.",
  "site_impossible": "Dieser Browser behält keine Dateien für Seiten (oder nicht in einem privaten Fenster) und kann deshalb keine Site aufnehmen. Verwenden Sie einen anderen oder ein gewöhnliches Fenster.",
};
